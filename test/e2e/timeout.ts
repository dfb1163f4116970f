// A project's own `testTimeout` has no effect in jest 30. Some tests boot an n8n, which takes 25 s on two busy cores.
jest.setTimeout(120_000);
