using System.Diagnostics;
using System.Globalization;
using Patchlog.Json;
using Patchlog.Searching;

namespace Patchlog.Journal.Postgres;

/// <summary>
/// A filter as a condition of PostgreSQL that is never null: the same answer as <see cref="Filter.Matches"/>.
/// </summary>
/// <param name="statement">Where the condition goes.</param>
/// <param name="pathOf">The steps of a path as an SQL expression.</param>
sealed class PostgresFilter(PostgresStatement statement, Func<JsonPointer, string> pathOf)
{
    public void Append(Filter filter) => Append(filter, []);

    /// <param name="filter">The filter.</param>
    /// <param name="besides">What holds in any case, where the condition goes.</param>
    void Append(Filter filter, IReadOnlyCollection<Filter> besides)
    {
        switch (filter)
        {
            case Filter.All all:
                Append(all.Filters, " and ", "true", inner => Append(inner, all.Filters));
                break;

            case Filter.Any any:
                Append(any.Filters, " or ", "false", Append);
                break;

            case Filter.Not not:
                statement.Append("not ");
                Append(not.Inner);
                break;

            case Filter.Compare { Path.Kind: QueryPathKind.Body } compare:
                statement.Append("(").Append(OfBody(compare, besides)).Append(")");
                break;

            case Filter.Compare compare:
                statement.Append("(").Append(OfColumn(compare)).Append(")");
                break;
        }
    }

    void Append(IReadOnlyCollection<Filter> filters, string separator, string ofNone, Action<Filter> append)
    {
        statement.Append("(");
        if (filters.Count == 0)
            statement.Append(ofNone);

        statement.AppendAll(filters, separator, append);
        statement.Append(")");
    }

    string OfBody(Filter.Compare compare, IReadOnlyCollection<Filter> besides)
    {
        var (pointer, operand) = (compare.Path.Pointer, compare.Operands is [var first, ..] ? first : JsonValue.Null);
        var path = pathOf(pointer);
        var key = PostgresPaths.Key(pointer, path);

        return compare.Comparison switch
        {
            Comparison.OneOf => OneOf(compare, key, path),
            Comparison.Exists => $"{key} > '{ValueKey.Absent}'",
            Comparison.Prefix => operand is JsonString prefix ? Prefix(pointer, key, path, prefix.Value) : "false",
            Comparison.Contains => Contains(PostgresPaths.Value(pointer, path), operand),
            Comparison.Less or Comparison.AtMost or Comparison.Greater or Comparison.AtLeast => Ordered(
                compare, key, path, operand,
                hasOtherEnd: besides.OfType<Filter.Compare>().Any(other => IsOtherEnd(compare, other))),
        };
    }

    string OneOf(Filter.Compare compare, string key, string path)
    {
        var whole = compare.Operands.Where(IsWhole).Select(ValueKey.Of).ToArray();
        var conditions = compare.Operands.Where(operand => !IsWhole(operand)).Cast<JsonString>().Select(text =>
            $"({key} = {statement.Place(ValueKey.Of(text))} and {Text(compare.Path.Pointer, path)} = "
            + $"{statement.Place(text.Value)})");

        if (whole.Length == 1)
            conditions = conditions.Prepend($"{key} = {statement.Place(whole[0])}");
        else if (whole.Length > 1)
            conditions = conditions.Prepend($"{key} = any({statement.Place(whole)})");

        return string.Join(" or ", conditions.DefaultIfEmpty("false"));
    }

    /// <summary>
    /// A range of keys of the operand's kind; for a long string as near as a key can be, and then exactly.
    /// </summary>
    /// <param name="compare">The comparison.</param>
    /// <param name="key">The key at its path.</param>
    /// <param name="path">The steps of its path.</param>
    /// <param name="operand">The operand.</param>
    /// <param name="hasOtherEnd">
    /// Whether something else ends the range in the other direction: it costs to say so twice.
    /// </param>
    string Ordered(Filter.Compare compare, string key, string path, JsonValue operand, bool hasOtherEnd)
    {
        var (kind, next) = operand is JsonString ? (ValueKey.Text, ValueKey.Other) : (ValueKey.Number, ValueKey.Text);
        var isBelow = IsBelow(compare.Comparison);
        var sign = IsWhole(operand) ? SignOf(compare.Comparison) : isBelow ? "<=" : ">=";

        var range = $"{key} {sign} {statement.Place(ValueKey.Of(operand))}";
        if (!hasOtherEnd)
            range += isBelow ? $" and {key} >= '{kind}'" : $" and {key} < '{next}'";

        return IsWhole(operand)
            ? range
            : $"{range} and {Text(compare.Path.Pointer, path)} {SignOf(compare.Comparison)} "
                + statement.Place(((JsonString)operand).Value);
    }

    /// <summary>Whether another comparison ends a range of the same kind of values at its other end.</summary>
    static bool IsOtherEnd(Filter.Compare compare, Filter.Compare other) =>
        other.Path == compare.Path && IsOrdered(other.Comparison)
        && IsBelow(other.Comparison) != IsBelow(compare.Comparison)
        && other.Operands[0] is JsonString == compare.Operands[0] is JsonString;

    static bool IsOrdered(Comparison comparison) =>
        comparison is Comparison.Less or Comparison.AtMost or Comparison.Greater or Comparison.AtLeast;

    static bool IsBelow(Comparison comparison) => comparison is Comparison.Less or Comparison.AtMost;

    string Prefix(JsonPointer pointer, string key, string path, string prefix)
    {
        var start = ValueKey.OfText(prefix);
        var end = ValueKey.After(start) ?? ValueKey.Other;

        var range = $"{key} >= {statement.Place(start)} and {key} < {statement.Place(end)}";
        return ValueKey.IsWhole(prefix)
            ? range
            : $"{range} and starts_with({Text(pointer, path)}, {statement.Place(prefix)})";
    }

    string Contains(string value, JsonValue operand) => operand is JsonString text
        ? $"patchlog.contains({value}, {statement.Place(ValueKey.Of(text))}, {statement.Place(text.Value)})"
        : $"patchlog.contains({value}, {statement.Place(ValueKey.Of(operand))}, null)";

    /// <summary>The whole string at a path. Only asked where the key says that it is one.</summary>
    static string Text(JsonPointer pointer, string path) =>
        $"coalesce(({PostgresPaths.Value(pointer, path)} #>> '{{}}') collate \"C\", '')";

    string OfColumn(Filter.Compare compare)
    {
        if (compare.Comparison == Comparison.Exists)
            return "true";

        return compare.Path.Kind switch
        {
            QueryPathKind.Id => OfId(compare),
            QueryPathKind.Version => Column(compare, "version",
                operand => operand is JsonNumber number && number.TryGetInt64(out var value) ? value : 0,
                statement.Place, statement.Place),
            QueryPathKind.CreatedAt => OfTime(compare, "created_at"),
            QueryPathKind.UpdatedAt => OfTime(compare, "updated_at"),
            QueryPathKind.Body => throw new UnreachableException("There is no column for a path in the body."),
        };
    }

    string OfId(Filter.Compare compare)
    {
        var texts = compare.Operands.OfType<JsonString>().Select(text => text.Value).ToArray();

        return (texts, compare.Comparison) switch
        {
            ([], _) => "false",
            (_, Comparison.Prefix) => $"starts_with(target_id, {statement.Place(texts[0])})",
            (_, Comparison.Contains) => $"strpos(target_id, {statement.Place(texts[0])}) > 0",
            (_, Comparison.OneOf) => $"target_id = any({statement.Place(texts)})",
            (_, var comparison) => $"target_id {SignOf(comparison)} {statement.Place(texts[0])}",
        };
    }

    string OfTime(Filter.Compare compare, string column) =>
        Column(compare, column, operand => TimeOf(((JsonString)operand).Value), statement.Place, statement.Place);

    static string Column<T>(
        Filter.Compare compare, string column, Func<JsonValue, T> read, Func<T, string> place,
        Func<T[], string> placeAll)
    {
        T[] values = [.. compare.Operands.Select(read)];

        return compare.Comparison == Comparison.OneOf
            ? $"{column} = any({placeAll(values)})"
            : $"{column} {SignOf(compare.Comparison)} {place(values[0])}";
    }

    public static DateTime TimeOf(string text) =>
        Timestamps.TryRead(text, out var time)
            ? time.UtcDateTime
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"\"{text}\" is not a time."));

    static bool IsWhole(JsonValue operand) => operand is not JsonString text || ValueKey.IsWhole(text.Value);

    static string SignOf(Comparison comparison) => comparison switch
    {
        Comparison.Less => "<",
        Comparison.AtMost => "<=",
        Comparison.Greater => ">",
        Comparison.AtLeast => ">=",
        Comparison.OneOf or Comparison.Exists or Comparison.Prefix or Comparison.Contains =>
            throw new UnreachableException($"There is no sign for {comparison}."),
    };
}
