export const rejections = ['out-of-stock'];

// There is no stock to look at in this example: of everything there are 100.
export default function (reservation, command, ctx) {
  const at = command.body.lines.findIndex(line => line.quantity > 100);
  if (at >= 0)
    ctx.reject('out-of-stock', `There are fewer than ${command.body.lines[at].quantity} of ${command.body.lines[at].sku}.`);

  reservation.status = 'reserved';
  reservation.lines = command.body.lines;
}
