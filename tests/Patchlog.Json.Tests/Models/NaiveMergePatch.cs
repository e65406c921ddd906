namespace Patchlog.Json.Tests.Models;

/// <summary>The pseudo-code of RFC 7396 §2, line by line.</summary>
static class NaiveMergePatch
{
    public static JsonValue MergePatch(JsonValue target, JsonValue patch)
    {
        if (patch is JsonObject changes)
        {
            if (target is not JsonObject)
                target = JsonObject.Empty; // Ignore the contents and set it to an empty Object
            foreach (var (name, value) in changes)
            {
                var members = (JsonObject)target;
                target = value.Equals(JsonValue.Null)
                    ? members.Without(name)
                    : members.With(name, MergePatch(members[name] ?? JsonValue.Null, value));
            }

            return target;
        }

        return patch;
    }
}
