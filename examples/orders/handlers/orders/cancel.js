import { requireStatus } from './_status.js';

// What is changed in the document is the event.
export default function (order, command, ctx) {
  requireStatus(order, ctx, 'open');

  order.status = 'cancelled';
}
