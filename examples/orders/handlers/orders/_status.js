/** Refuses the command unless the order is there, and in one of the statuses. */
export function requireStatus(order, ctx, ...allowed) {
  if (order.id === undefined)
    ctx.reject('no-order', 'There is no such order.');

  if (!allowed.includes(order.status))
    ctx.reject(`order-${order.status}`, `Order ${order.number} is ${order.status}.`, '/status');
}
