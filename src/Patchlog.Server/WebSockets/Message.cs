using System.Net.WebSockets;

namespace Patchlog.Server.WebSockets;

/// <summary>A whole text message, or the reason why none follows.</summary>
/// <param name="Text">The text in UTF-8; empty where none follows.</param>
/// <param name="Closing">How the socket is to be closed; null for a message.</param>
readonly record struct Message(ReadOnlyMemory<byte> Text, Closing? Closing);

/// <summary>How a socket is closed (RFC 6455 §7.4).</summary>
/// <param name="Status">The code.</param>
/// <param name="Reason">A sentence for a person; null if the client closed the socket.</param>
readonly record struct Closing(WebSocketCloseStatus Status, string? Reason);
