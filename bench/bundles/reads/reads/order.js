// Every decision rests on one other document.
export default () => [{ targetName: 'customer', targetId: 'c-1' }];
