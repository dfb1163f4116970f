/**
 * What giosg sends along that opens something: the bot user's bearer token of 300 seconds in each delivery, and a
 * chat's own token and encryption key. None of it may reach a workflow.
 */
export const giosgSecretKeys = ['app_user_auth', 'token', 'encrypted_symmetric_key'];
