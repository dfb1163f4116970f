import type {
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestMethods,
	ILoadOptionsFunctions,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

export type RequestContext =
	IExecuteFunctions | ILoadOptionsFunctions | IHookFunctions | IPollFunctions | IWebhookFunctions;

/** A vendor's HTTP API. */
export interface VendorApi {
	/** The vendor's name in messages. */
	name: string;
	/** The credential type that signs the requests. */
	credential: string;
	/** The credential's field with the base URL. */
	baseUrlField: string;
	/** What a refusal means and what to do, where the vendor documents it; null for the general message. */
	explain?(response: ApiResponse): Explanation | null;
	/** Whether a refusal asks to come back later, for a vendor that says so otherwise than by 429 and 503. */
	isBusy?(response: ApiResponse): boolean;
	/** Whether a 2xx answer is a refusal all the same, for a vendor that says so in the body. */
	isRefusal?(response: ApiResponse): boolean;
	/** The credential's fields without which nothing can be asked, by their display names. */
	needs?: Record<string, string>;
	/**
	 * Headers with which a refused request is sent once more, such as the region that the vendor names; else null. They
	 * stay for the rest of the execution.
	 */
	correction?(response: ApiResponse): Record<string, string> | null;
}

export interface ApiResponse {
	status: number;
	headers: IDataObject;
	/** Parsed JSON; the text itself when it is none; '' when there is no body. */
	body: unknown;
}

export interface Explanation {
	message: string;
	description: string;
}

/** What to do when the vendor takes no more requests, and when it does not answer in time. */
export interface Advice {
	busy: string;
	slow: string;
}

/** A file to send, as a browser's form does. */
export interface FormFile {
	/** The form's field that the vendor reads. */
	field: string;
	name: string;
	/** Its MIME type. */
	contentType: string;
	content: Buffer;
}

export interface ApiRequest {
	method: IHttpRequestMethods;
	/** It changes nothing at the vendor, so that it may be sent again; true for GET unless given. */
	reads?: boolean;
	/** Starts with a slash; values are encoded by the `path` tag. */
	path: string;
	query?: IDataObject;
	/** Sent as JSON, also when it is an empty object. */
	body?: unknown;
	/** Sent as multipart/form-data, in place of `body`. */
	file?: FormFile;
	/** Sent along, for example an Authorization in place of the credential's, where its `authenticate` lets it stand. */
	headers?: Record<string, string>;
	/** An absolute URL instead of base URL and path, for example a page's `next`. Its origin has to be the base URL's. */
	url?: string;
	/** Milliseconds until a request is given up. */
	timeout?: number;
	/** Milliseconds that are left for it, asked each time it is sent. What it throws is thrown in place of a request. */
	timeLeft?(): number;
	/** What to do when the vendor is busy or slow, where the node lacks the fields that the usual words name. */
	advice?: Advice;
	/** Statuses beyond 2xx that the caller deals with. */
	acceptStatus?: readonly number[];
	/** Refusals that the caller deals with, for a vendor that tells them apart by the body. */
	accepts?(response: ApiResponse): boolean;
	/** The item that the request is made for; shown in messages. */
	itemIndex?: number;
	/** How often a read is sent again after the network failed; 2 by default. */
	networkRetries?: number;
	/** The most to wait for 429 and 503, in milliseconds, all waits together. */
	longestWait?: number;
}
