namespace Patchlog;

/// <summary>
/// Whoever sends commands and questions over one connection: what is shared is shared fairly among senders, too. Only
/// its identity counts. Immutable.
/// </summary>
public sealed class Sender;
