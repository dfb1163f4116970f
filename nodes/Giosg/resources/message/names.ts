/**
 * What Simplify keeps of a message. A button that was pressed has its words in response_text, a card or a file in
 * attachments: message is null then.
 */
export const messageNames = [
	'id',
	'type',
	'chat_id',
	'room_id',
	'created_at',
	'sender_type',
	'sender_id',
	'sender_name',
	'sender_public_name',
	'message',
	'response_text',
	'response_value',
	'attachments',
	'is_encrypted',
];
