import type { IDataObject } from 'n8n-workflow';

import type { ItemContext } from '../../shared/action';
import { expectObject } from '../../shared/request';
import { smartsuppApi } from '../api';

/** What Smartsupp answered to a change. That is not documented; where it says nothing, `known` is what is known. */
export const answered = (item: ItemContext, body: unknown, known: IDataObject): IDataObject =>
	body === '' ? known : expectObject(item.context, smartsuppApi, body, item.itemIndex);
