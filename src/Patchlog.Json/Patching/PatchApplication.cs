using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Json.Values;

namespace Patchlog.Json.Patching;

/// <summary>
/// One patch being applied to one document. Containers on the way to a change become drafts, once; all else is shared
/// with the target. Whatever fails, the target is as it was, because nobody wrote to it.
/// </summary>
/// <remarks>
/// A value is placed by reference, so even a copy of half the document costs nothing: the size of the whole is known
/// after each operation, and growth beyond a limit is refused there, long before anything that big exists. What does
/// cost is to share a draft, which ends its edit, and to open it again, or to edit a large array here and there by
/// turns: such work is counted and limited too.
/// </remarks>
sealed class PatchApplication(JsonValue target, PatchLimits limits)
{
    JsonValue _root = target;

    /// <summary>The work so far, see <see cref="PatchLimits.MaxTouchedSlots"/>.</summary>
    public long TouchedSlots { get; private set; }

    /// <summary>What went wrong, if something did.</summary>
    string _code = "";
    string _detail = "";

    public JsonValue Result => Draft.Sealed(_root);

    /// <summary>Applies the operation; answers what prevents it, or null.</summary>
    public JsonFault? Apply(PatchOperation operation, int index)
    {
        var before = _root.Measure;
        if (Apply(operation) && IsWithinLimits(before, _root.Measure))
            return null;

        var detail = $"Operation {index} ({Word(operation.Kind)}): {_detail}";
        return new JsonFault(_code, $"/{index}", detail, ByteOffset: -1);
    }

    bool Apply(PatchOperation operation) => operation switch
    {
        { Kind: PatchOperationKind.Add, Value: { } value } => Add(operation.Path, value),
        { Kind: PatchOperationKind.Remove } => Remove(operation.Path),
        { Kind: PatchOperationKind.Replace, Value: { } value } => Replace(operation.Path, value),
        { Kind: PatchOperationKind.Move, From: { } from } => Move(from, operation.Path),
        { Kind: PatchOperationKind.Copy, From: { } from } => Copy(from, operation.Path),
        { Kind: PatchOperationKind.Test, Value: { } value } => Test(operation.Path, value),
        _ => throw new InvalidOperationException($"This {Word(operation.Kind)} lacks its 'from' or its 'value'."),
    };

    /// <summary>RFC 6902 §4.1.</summary>
    bool Add(JsonPointer path, JsonValue value)
    {
        if (!MayNest(path, value))
            return false;
        if (path.Tokens.IsEmpty)
        {
            _root = value;
            return true;
        }

        var token = path.Tokens[^1];
        switch (OpenParent(path))
        {
            case ObjectDraft members:
                members.Set(token, value);
                return true;
            case ArrayDraft items when token == "-":
                return Insert(items, items.Count, value);
            case ArrayDraft items when JsonPointer.TryParseIndex(token, out var index) && index <= items.Count:
                return Insert(items, index, value);
            case ArrayDraft items:
                return FailLocating(items, token, path);
            case null:
                return false;
            case var parent:
                throw new UnreachableException($"There is no way to add to {parent.GetType().Name}.");
        }
    }

    bool Insert(ArrayDraft items, int index, JsonValue value)
    {
        if (!MayTouch(items.CostOfInserting(index)))
            return false;

        items.Insert(index, value);
        return true;
    }

    /// <summary>RFC 6902 §4.2.</summary>
    bool Remove(JsonPointer path)
    {
        if (path.Tokens.IsEmpty)
            return Fail(JsonFaultCodes.RemoveRoot, "this would leave no JSON value; replace the whole instead.");
        if (!TryOpen(path, out var parent, out var slot) || !MayTouch(parent.CostOfRemoving(slot)))
            return false;

        parent.Remove(slot);
        return true;
    }

    /// <summary>RFC 6902 §4.3.</summary>
    bool Replace(JsonPointer path, JsonValue value)
    {
        if (!MayNest(path, value))
            return false;
        if (path.Tokens.IsEmpty)
        {
            _root = value;
            return true;
        }

        if (!TryOpen(path, out var parent, out var slot))
            return false;
        parent.Replace(slot, value);
        return true;
    }

    /// <summary>RFC 6902 §4.4.</summary>
    bool Move(JsonPointer from, JsonPointer path)
    {
        if (Find(from, out _, out _) is null)
            return false;
        if (from.Equals(path))
            return true;
        if (path.Tokens.AsSpan().StartsWith(from.Tokens.AsSpan()))
        {
            return Fail(
                JsonFaultCodes.MoveIntoSelf, $"'{Excerpt(from)}' can't be moved into itself, to '{Excerpt(path)}'.");
        }

        return Share(from) is { } value && Remove(from) && Add(path, value);
    }

    /// <summary>RFC 6902 §4.5.</summary>
    bool Copy(JsonPointer from, JsonPointer path) => Share(from) is { } value && Add(path, value);

    /// <summary>RFC 6902 §4.6.</summary>
    bool Test(JsonPointer path, JsonValue expected)
    {
        var actual = Find(path, out _, out _);
        if (actual is null)
            return false;

        // Values of different size differ without a look; of the same size, each may have to be compared.
        var compared = actual.NodeCount == expected.NodeCount ? expected.NodeCount : 0;
        if (!MayTouch(compared))
            return false;
        return actual.Equals(expected) || Fail(
            JsonFaultCodes.TestFailed,
            $"'{Excerpt(path)}' is {Excerpt(actual)}; the patch expects {Excerpt(expected)}.");
    }

    /// <summary>The value at a place, its edit ended so that it can be shared.</summary>
    JsonValue? Share(JsonPointer path)
    {
        if (path.Tokens.IsEmpty)
            return _root = Draft.Sealed(_root);
        var value = Find(path, out var container, out var slot);
        return value is Draft && container is Draft parent ? parent.SealChild(slot) : value;
    }

    /// <summary>The value at a place, or a draft of it. Nothing is opened or sealed just for looking.</summary>
    JsonValue? Find(JsonPointer path, out JsonValue container, out int slot)
    {
        container = _root;
        slot = -1;
        var value = _root;
        foreach (var token in path.Tokens)
        {
            container = value;
            value = Child(container, token, out slot);
            if (value is null)
            {
                FailLocating(container, token, path);
                return null;
            }
        }

        return value;
    }

    /// <summary>The draft that holds the value at a place (not the root), and the value's slot in it.</summary>
    bool TryOpen(JsonPointer path, [NotNullWhen(true)] out Draft? parent, out int slot)
    {
        slot = -1;
        parent = OpenParent(path);
        if (parent is null)
            return false;
        slot = parent.Locate(path.Tokens[^1]);
        return slot >= 0 || FailLocating(parent, path.Tokens[^1], path);
    }

    /// <summary>The draft of the container in which the last token of a path (not the root) names a place.</summary>
    Draft? OpenParent(JsonPointer path)
    {
        if (!MayTouch(Draft.CostOfOpening(_root)))
            return null;
        var parent = Draft.TryOpen(_root, parent: null);
        _root = parent ?? _root;
        for (var i = 0; i < path.Tokens.Length - 1 && parent is not null; i++)
        {
            var slot = parent.Locate(path.Tokens[i]);
            if (slot < 0)
            {
                FailLocating(parent, path.Tokens[i], path);
                return null;
            }

            if (!MayTouch(Draft.CostOfOpening(parent[slot])))
                return null;
            parent = parent.OpenChild(slot);
        }

        if (parent is null)
            FailStepping(path);
        return parent;
    }

    static JsonValue? Child(JsonValue container, string token, out int slot)
    {
        switch (container)
        {
            case JsonObject members:
                slot = members.Shape.IndexOf(token);
                return slot < 0 ? null : members.Members[slot].Value;
            case JsonArray items:
                slot = JsonPointer.TryParseIndex(token, out var index) && index < items.Count ? index : -1;
                return slot < 0 ? null : items[slot];
            case Draft draft:
                slot = draft.Locate(token);
                return slot < 0 ? null : draft[slot];
            default:
                slot = -1;
                return null;
        }
    }

    bool MayNest(JsonPointer path, JsonValue value) =>
        path.Tokens.Length + value.Depth <= limits.MaxDepth
        || Fail(
            JsonFaultCodes.LimitExceeded,
            $"the result would nest deeper than the {limits.MaxDepth} containers that are allowed.");

    bool MayTouch(long slots) =>
        (TouchedSlots += slots) <= limits.MaxTouchedSlots
        || Fail(
            JsonFaultCodes.LimitExceeded,
            $"the patch would touch {TouchedSlots} members, elements and compared values, "
            + $"{limits.MaxTouchedSlots} are allowed; copy or move a large container before changing it or after, "
            + "edit a large array in the order of its indexes, or send several patches.");

    bool IsWithinLimits(in Measure before, in Measure after) =>
        limits.Excess(before, after) is not { } excess || Fail(JsonFaultCodes.LimitExceeded, excess);

    bool FailLocating(JsonValue container, string token, JsonPointer path)
    {
        var absence = $"'{Excerpt(path)}' does not exist";
        var shown = JsonFault.Excerpt(token);
        return container.Kind switch
        {
            JsonKind.Object => Fail(JsonFaultCodes.PathNotFound, $"{absence}: there is no member '{shown}'."),
            JsonKind.Array when token == "-" => Fail(
                JsonFaultCodes.IndexOutOfRange, $"{absence}: '-' names the place after the last element."),
            JsonKind.Array when JsonPointer.IsIndex(token) => Fail(
                JsonFaultCodes.IndexOutOfRange, $"{absence}: the array ends before index {shown}."),
            JsonKind.Array => Fail(
                JsonFaultCodes.PathNotFound,
                $"{absence}: '{shown}' is no array index; write digits without leading zeros."),
            _ => FailStepping(path),
        };
    }

    bool FailStepping(JsonPointer path) => Fail(
        JsonFaultCodes.NotAContainer,
        $"'{Excerpt(path)}' leads through a value that is neither an object nor an array.");

    bool Fail(string code, string detail)
    {
        (_code, _detail) = (code, detail);
        return false;
    }

    static string Excerpt(JsonValue value) => value.Kind is JsonKind.Object or JsonKind.Array && value.Utf8Length > 80
        ? $"an {Word(value.Kind)} of {value.Utf8Length} bytes"
        : JsonFault.Excerpt(Draft.Sealed(value).ToString());

    static string Excerpt(JsonPointer path) => JsonFault.Excerpt(path.ToString());

    static string Word<T>(T word)
        where T : struct, Enum => word.ToString().ToLowerInvariant();
}
