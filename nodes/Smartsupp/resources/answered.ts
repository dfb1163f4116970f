import type { IDataObject } from 'n8n-workflow';

import type { ItemContext } from '../../shared/action';
import { expectObject } from '../../shared/request';
import { smartsuppApi } from '../api';

/**
 * What a change put out: the record where Smartsupp answers with it, as its description of 2021 has it of
 * `PATCH /conversations/{id}` and `PATCH /contacts/{id}`; else `known` with the answer, which it has as `{ ok: true }` of
 * the others. Spec: see `dashboardNotice`.
 */
export function answered(item: ItemContext, body: unknown, known: IDataObject): IDataObject {
	if (body === '') return known;
	const answer = expectObject(item.context, smartsuppApi, body, item.itemIndex);
	return answer.id === undefined ? { ...known, ...answer } : answer;
}
