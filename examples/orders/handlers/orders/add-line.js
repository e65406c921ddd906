import { requireStatus } from './_status.js';

export const rejections = ['no-order', 'order-paid', 'order-shipped', 'order-cancelled', 'customer-blocked'];

// The customer is what reads/orders.js names: it is what it was until the line is written.
export default function (order, command, ctx) {
  requireStatus(order, ctx, 'open');

  const [customer] = ctx.reads;
  if (customer?.isBlocked)
    ctx.reject('customer-blocked', `${customer.name} is blocked, and buys nothing more.`, '/customer');

  order.lines.push(command.body);
}
