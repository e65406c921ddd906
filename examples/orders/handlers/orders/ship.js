import { requireStatus } from './_status.js';

export const rejections = ['no-order', 'order-shipped', 'order-cancelled'];

// The event has a name of its own, and says how: what the document does not need to carry.
export default function (order, command, ctx) {
  requireStatus(order, ctx, 'open', 'paid');

  return [{ name: 'shipped', patch: { status: 'shipped' }, data: { carrier: command.body.carrier } }];
}
