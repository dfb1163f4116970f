// Five n8n processes boot, and a killed worker's executions take n8n a minute to give up.
jest.setTimeout(300_000);
