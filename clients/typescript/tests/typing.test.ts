import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Patchlog, type Document, type JsonObject, type RejectionsOf, type ResultOf } from '@patchlog/client';

interface Order {
  id: string;
  status: 'open' | 'paid';
  lines: { sku: string; quantity: number }[];
  shipTo: { street: string; country: string };
  note?: string;
}

/** As `patchlog types` writes it. */
interface Bundle {
  orders: {
    document: Order;
    commands: { ship: { arguments: { carrier: string }; rejections: 'order-shipped' | 'no-order'; result: Order } };
  };
  notes: { document: { [name: string]: unknown }; commands: {} };
}

/** Fails to compile unless both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;
function isTrue<_ extends true>(): void {}

// Never called: what it shows, the compiler has found out.
export async function aClientThatKnowsABundle(client: Patchlog<Bundle>, name: string): Promise<void> {
  const order = { status: 'open', lines: [], shipTo: { street: 's', country: 'DE' } } as const;
  await client.create('orders', { ...order, lines: [] });
  await client.put('orders', '42', { ...order, lines: [], id: '42' });
  // @ts-expect-error There is no such status.
  await client.create('orders', { ...order, lines: [], status: 'lost' });
  // @ts-expect-error The address is missing.
  await client.create('orders', { status: 'open', lines: [] });
  // @ts-expect-error There is no such member.
  await client.create('orders', { ...order, lines: [], total: 1 });

  await client.merge('orders', '42', { shipTo: { street: 't' }, note: null });
  // @ts-expect-error What is required can't be taken away.
  await client.merge('orders', '42', { status: null });

  await client.send('orders', '42', 'ship', { carrier: 'post' });
  // @ts-expect-error A carrier is a text.
  await client.send('orders', '42', 'ship', { carrier: 1 });
  await client.send('orders', undefined, 'other', undefined);
  isTrue<Same<RejectionsOf<Bundle, 'orders', 'ship'>, 'order-shipped' | 'no-order'>>();
  isTrue<Same<RejectionsOf<Bundle, 'orders', 'other'>, string>>();
  isTrue<Same<ResultOf<Bundle, 'orders', 'ship'>, Order>>();

  const read = await client.get('orders', '42');
  isTrue<Same<typeof read, Document<Order> | null>>();
  const chosen = await client.get<{ a: 1 }>('orders', '42');
  isTrue<Same<typeof chosen, Document<{ a: 1 }> | null>>();
  const other = await client.get(name, '42');
  isTrue<Same<typeof other, Document<JsonObject> | null>>();

  for await (const { body } of client.query('orders', { filter: { path: 'status', eq: 'open' } }))
    isTrue<Same<typeof body, Order>>();
  for await (const { body } of client.query('orders', { fields: ['shipTo/street'] }))
    isTrue<Same<typeof body.shipTo, { street?: string; country?: string } | undefined>>();
  for await (const message of client.subscribe({ targetName: 'orders' }))
    if (message.type === 'event' && message.event.type === 'create') isTrue<Same<typeof message.event.body, Order>>();
  const { value } = client.live('orders', '42');
  isTrue<Same<typeof value, Order | null | undefined>>();
}

export async function aClientThatKnowsNothing(client: Patchlog, name: string): Promise<void> {
  await client.create(name, { anything: true });
  await client.create('orders', { anything: true });
  const read = await client.get('orders', '42');
  isTrue<Same<typeof read, Document<JsonObject> | null>>();
  const chosen = await client.get<Order>('orders', '42');
  isTrue<Same<typeof chosen, Document<Order> | null>>();
  for await (const { body } of client.query<Order>('orders', { fields: ['status'] }))
    isTrue<Same<typeof body, Order>>();
  for await (const message of client.subscribe())
    if (message.type === 'state') isTrue<Same<typeof message.body, JsonObject | null>>();
}

test('a client with the types of a bundle is the same client', () => {
  assert.equal(new Patchlog<Bundle>('http://127.0.0.1:1').constructor, Patchlog);
});
