// n8n boots, and its editor takes up to 20 s to come up on two busy cores.
jest.setTimeout(180_000);
