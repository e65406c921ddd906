namespace Patchlog.Json.Tests.Models;

/// <summary>
/// RFC 6902 read aloud: every operation rebuilds the document. Slow, obvious, and without drafts or sizes.
/// </summary>
static class NaivePatch
{
    /// <summary>The patched document, or null if an operation fails.</summary>
    public static JsonValue? Apply(JsonValue document, JsonArray patch)
    {
        JsonValue? current = document;
        foreach (var operation in patch)
        {
            current = Apply(current, (JsonObject)operation);
            if (current is null)
                return null;
        }

        return current;
    }

    static JsonValue? Apply(JsonValue document, JsonObject operation)
    {
        var path = Tokens(operation["path"]!);
        var value = operation["value"];
        switch (((JsonString)operation["op"]!).Value)
        {
            case "add":
                return Add(document, path, value!);
            case "remove":
                return Remove(document, path);
            case "replace":
                return Get(document, path) is null ? null : Replace(document, path, value!);
            case "test":
                return value!.Equals(Get(document, path)) ? document : null;
            case "copy":
                return Get(document, Tokens(operation["from"]!)) is { } copied ? Add(document, path, copied) : null;
            default:
                var from = Tokens(operation["from"]!);
                if (Get(document, from) is not { } moved)
                    return null;
                if (from.SequenceEqual(path))
                    return document;
                if (path.Length > from.Length && path.AsSpan(0, from.Length).SequenceEqual(from))
                    return null;
                return Remove(document, from) is { } without ? Add(without, path, moved) : null;
        }
    }

    static JsonValue? Get(JsonValue document, string[] path)
    {
        JsonValue? value = document;
        foreach (var token in path)
            value = value is null ? null : Child(value, token);
        return value;
    }

    static JsonValue? Add(JsonValue document, string[] path, JsonValue value)
    {
        if (path is [])
            return value;
        return Rebuild(document, path, (parent, token) =>
        {
            if (parent is JsonObject members)
            {
                return Child(members, token) is null
                    ? Append(members, token, value)
                    : ReplaceChild(members, token, value);
            }

            var items = Items(parent);
            var index = token == "-" ? items.Count : Index(token);
            if (parent is not JsonArray || index < 0 || index > items.Count)
                return null;
            items.Insert(index, value);
            return JsonArray.Of([.. items]);
        });
    }

    static JsonValue? Remove(JsonValue document, string[] path)
    {
        if (path is [])
            return null;
        return Rebuild(document, path, (parent, token) =>
        {
            if (Child(parent, token) is null)
                return null;
            if (parent is JsonObject members)
                return JsonObject.Of([.. Members(members).Where(member => member.Name != token)]);
            var items = Items(parent);
            items.RemoveAt(Index(token));
            return JsonArray.Of([.. items]);
        });
    }

    static JsonValue? Replace(JsonValue document, string[] path, JsonValue value) => path is []
        ? value
        : Rebuild(document, path, (parent, token) => ReplaceChild(parent, token, value));

    static JsonValue? Rebuild(JsonValue value, string[] path, Func<JsonValue, string, JsonValue?> edit)
    {
        if (path is [var last])
            return value is JsonObject or JsonArray ? edit(value, last) : null;
        if (Child(value, path[0]) is not { } child || Rebuild(child, path[1..], edit) is not { } rebuilt)
            return null;
        return ReplaceChild(value, path[0], rebuilt);
    }

    static JsonValue ReplaceChild(JsonValue parent, string token, JsonValue value)
    {
        if (parent is JsonObject members)
            return ReplaceMember(members, token, value);
        var items = Items(parent);
        items[Index(token)] = value;
        return JsonArray.Of([.. items]);
    }

    static JsonObject ReplaceMember(JsonObject members, string name, JsonValue value) =>
        JsonObject.Of([.. Members(members).Select(member => member.Name == name ? new(name, value) : member)]);

    static JsonObject Append(JsonObject members, string name, JsonValue value) =>
        JsonObject.Of([.. Members(members), new JsonMember(name, value)]);

    static JsonValue? Child(JsonValue parent, string token)
    {
        if (parent is JsonObject members)
            return Member(members, token);
        var index = Index(token);
        return parent is JsonArray items && index >= 0 && index < items.Count ? items[index] : null;
    }

    static JsonValue? Member(JsonObject members, string name) =>
        Members(members).Where(member => member.Name == name).Select(member => member.Value).FirstOrDefault();

    static int Index(string token) =>
        int.TryParse(token, out var index) && index >= 0 && $"{index}" == token ? index : -1;

    static JsonMember[] Members(JsonObject members) => members.Members.ToArray();

    static List<JsonValue> Items(JsonValue value) => value is JsonArray items ? [.. items.Items] : [];

    static string[] Tokens(JsonValue pointer)
    {
        var text = ((JsonString)pointer).Value;
        return [.. text.Split('/').Skip(1).Select(token => token.Replace("~1", "/").Replace("~0", "~"))];
    }
}
