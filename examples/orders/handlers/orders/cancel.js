import { requireStatus } from './_status.js';

export const rejections = ['no-order', 'order-paid', 'order-shipped', 'order-cancelled'];

// What is changed in the document is the event.
export default function (order, command, ctx) {
  requireStatus(order, ctx, 'open');

  order.status = 'cancelled';
}
