using Patchlog.Json.Patching;

namespace Patchlog.Json;

/// <summary>JSON Merge Patch (RFC 7396): a document that looks like the change it asks for. Pure.</summary>
public static class JsonMergePatch
{
    /// <summary>
    /// The target with the patch merged in (RFC 7396 §2): its members replace those of the same name, null removes
    /// them, objects are merged, and a patch that is no object replaces the whole. What it does not name is shared.
    /// </summary>
    /// <remarks>
    /// Can't fail, and the result is no larger than target and patch together and no deeper than the deeper one.
    /// </remarks>
    public static JsonValue Apply(JsonValue target, JsonValue patch)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(patch);
        if (patch is not JsonObject changes)
            return patch;

        var members = target as JsonObject ?? JsonObject.Empty;
        if (changes.Count == 0)
            return members;

        var draft = new ObjectDraft(members, parent: null);
        foreach (var (name, change) in changes)
        {
            var slot = draft.Locate(name);
            if (change is not JsonNull)
                draft.Set(name, Apply(slot < 0 ? JsonValue.Null : draft[slot], change));
            else if (slot >= 0)
                draft.Remove(slot);
        }

        return draft.Seal();
    }
}
