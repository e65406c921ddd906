export const rejections = ['no-reservation'];

// Released twice is released: the second command changes nothing.
export default function (reservation, command, ctx) {
  if (reservation.id === undefined)
    ctx.reject('no-reservation', 'There is no such reservation.');

  reservation.status = 'released';
}
