using Patchlog.Json;

namespace Patchlog;

/// <summary>An event that a decision made and no journal has numbered yet.</summary>
/// <param name="Name">What happened, in the words of the domain.</param>
/// <param name="Type">How <paramref name="Body"/> is applied.</param>
/// <param name="Version">The aggregate's version that it makes.</param>
/// <param name="Body">The aggregate, the patch as an array, or null for a deletion.</param>
/// <param name="Data">Business facts beside the change, or null.</param>
public sealed record EventDraft(
    string Name, EventType Type, Version Version, JsonValue? Body, JsonValue? Data);
