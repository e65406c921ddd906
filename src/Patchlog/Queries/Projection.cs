using Patchlog.Json;
using Patchlog.Searching;

namespace Patchlog.Queries;

/// <summary>
/// Selects members of documents, and keeps their order and their parents. A path through an array goes into each
/// element; elements that are neither object nor array are left out. <c>id</c> is always kept. Immutable.
/// </summary>
public sealed class Projection
{
    readonly Node _root = new();

    /// <param name="pointers">The members to keep, as pointers into the body.</param>
    public Projection(IEnumerable<JsonPointer> pointers)
    {
        foreach (var pointer in pointers.Append(QueryPath.Id.Pointer))
        {
            var node = _root;
            foreach (var token in pointer.Tokens)
                node = node.Child(token);

            node.IsWhole = true;
        }
    }

    /// <summary>Returns the selected members of a document.</summary>
    public JsonObject Apply(JsonObject body) => Apply(body, _root);

    static JsonObject Apply(JsonObject value, Node node)
    {
        var members = new List<JsonMember>();
        foreach (var member in value)
            if (node.Children.GetValueOrDefault(member.Name) is { } child && Apply(member.Value, child) is { } kept)
                members.Add(new(member.Name, kept));

        return JsonObject.Of([.. members]);
    }

    static JsonValue? Apply(JsonValue value, Node node) => (value, node) switch
    {
        (_, { IsWhole: true }) => value,
        (JsonObject members, _) => Apply(members, node),
        (JsonArray items, _) => JsonArray.Of(
            [.. items.Items.ToArray().Select(item => Apply(item, node)).OfType<JsonValue>()]),
        _ => null,
    };

    sealed class Node
    {
        public bool IsWhole { get; set; }

        public Dictionary<string, Node> Children { get; } = [];

        public Node Child(string token)
        {
            if (!Children.TryGetValue(token, out var child))
                Children.Add(token, child = new());

            return child;
        }
    }
}
