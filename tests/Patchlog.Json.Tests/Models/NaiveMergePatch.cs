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
                if (value.Equals(JsonValue.Null))
                    target = ((JsonObject)target).Without(name);
                else
                    target = ((JsonObject)target).With(name, MergePatch(((JsonObject)target)[name] ?? JsonValue.Null, value));
            }

            return target;
        }

        return patch;
    }
}
