/**
 * What giosg sends along that opens something: the bearer token of the app's bot user in each delivery (300 seconds
 * long), and a chat's own token and encryption key. None of it may reach a workflow; what stands beside it may.
 */
export const giosgSecretKeys = ['access_token', 'refresh_token', 'token', 'encrypted_symmetric_key'];
