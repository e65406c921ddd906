// Orders into totals: one event, one transaction, one effect.
import { applyPatch, LosslessNumber, parseJson, stringifyJson, } from '@patchlog/client';
export class Projection {
    #pool;
    constructor(pool) {
        this.#pool = pool;
    }
    /**
     * Takes a journal as the one that is counted.
     * @throws Error if another was counted before: its positions mean nothing here, and the totals have to be built anew.
     */
    async adopt(epoch) {
        await this.#pool.query('insert into counted_journal (epoch) values ($1) on conflict do nothing', [epoch]);
        const { rows } = await this.#pool.query('select epoch from counted_journal');
        if (rows[0].epoch !== epoch)
            throw new Error(`The totals are those of journal ${rows[0].epoch}, and this is ${epoch}: build them anew.`);
    }
    /** Counts an event, unless it was counted before; answers whether it was new. */
    async apply(event) {
        const client = await this.#pool.connect();
        try {
            await client.query('begin');
            const isNew = await count(client, event);
            await client.query('commit');
            return isNew;
        }
        catch (failure) {
            await client.query('rollback').catch(() => { });
            throw failure;
        }
        finally {
            client.release();
        }
    }
}
async function count(client, event) {
    // The row is there and locked from here on: a worker that gets the same event at the same time waits.
    await client.query('insert into counted_orders (order_id, version, position) values ($1, 0, 0) on conflict do nothing', [event.targetId]);
    const { rows: [row] } = await client.query('select position, version, body from counted_orders where order_id = $1 for update', [event.targetId]);
    if (BigInt(event.position) <= BigInt(row.position))
        return false;
    if (BigInt(event.version) !== BigInt(row.version) + 1n)
        throw new Error(`Order ${event.targetId} jumps from version ${row.version} to ${event.version}.`);
    const before = row.body === null ? null : parseJson(row.body);
    const after = bodyAfter(event, before);
    await addUp(client, shareOf(before), shareOf(after));
    await client.query('update counted_orders set version = $2, position = $3, body = $4 where order_id = $1', [event.targetId, event.version, event.position, after === null ? null : stringifyJson(after)]);
    return true;
}
function bodyAfter(event, before) {
    switch (event.type) {
        case 'create': return event.body;
        case 'patch': return applyPatch(before, event.body);
        case 'delete': return null;
    }
}
function shareOf(order) {
    if (order === null)
        return null;
    const { customer = '', status = '', total } = order;
    const isNumber = typeof total === 'number' || total instanceof LosslessNumber;
    return { customer: String(customer), status: String(status), total: isNumber ? String(total) : '0' };
}
async function addUp(client, before, after) {
    const changes = [
        ...(before === null ? [] : [{ ...before, orders: -1, sign: -1 }]),
        ...(after === null ? [] : [{ ...after, orders: 1, sign: 1 }]),
    ];
    // Always in the same order: two workers that each hold a row which the other wants would wait for ever.
    changes.sort((left, right) => compare(left.customer, right.customer) || compare(left.status, right.status));
    for (const { customer, status, orders, total, sign } of changes)
        await client.query(`insert into order_totals as t (customer, status, orders, total) values ($1, $2, $3, $4::numeric * $5)
       on conflict (customer, status) do update set orders = t.orders + excluded.orders, total = t.total + excluded.total`, [customer, status, orders, total, sign]);
}
function compare(left, right) {
    return left < right ? -1 : left > right ? 1 : 0;
}
//# sourceMappingURL=projection.js.map