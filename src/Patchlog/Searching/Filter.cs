using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Searching;

/// <summary>How a value is compared. What is not of the operand's kind never matches.</summary>
public enum Comparison
{
    /// <summary>Equal to one of the operands.</summary>
    OneOf,

    /// <summary>Less than the operand, a number or a string.</summary>
    Less,

    /// <summary>Less than or equal to it.</summary>
    AtMost,

    /// <summary>Greater than it.</summary>
    Greater,

    /// <summary>Greater than or equal to it.</summary>
    AtLeast,

    /// <summary>There, <c>null</c> included. No operand.</summary>
    Exists,

    /// <summary>A string that begins with the operand.</summary>
    Prefix,

    /// <summary>A string that has the operand within it, or an array that has it among its elements.</summary>
    Contains,
}

/// <summary>
/// Which documents are meant. This is the reference of what a filter means: SQLite and the past are searched with it, and
/// PostgreSQL answers the same. Immutable.
/// </summary>
public abstract record Filter
{
    /// <summary>The filter that all documents pass.</summary>
    public static readonly Filter Everything = new All([]);

    Filter() { }

    /// <summary>Whether a document passes. Of a deleted one only its id, version and times are there.</summary>
    public abstract bool Matches(AggregateId id, AggregateState state);

    /// <summary>All of them; true of none.</summary>
    public sealed record All(ImmutableArray<Filter> Filters) : Filter
    {
        /// <inheritdoc/>
        public override bool Matches(AggregateId id, AggregateState state) =>
            Filters.All(filter => filter.Matches(id, state));
    }

    /// <summary>At least one of them; false of none.</summary>
    public sealed record Any(ImmutableArray<Filter> Filters) : Filter
    {
        /// <inheritdoc/>
        public override bool Matches(AggregateId id, AggregateState state) =>
            Filters.Any(filter => filter.Matches(id, state));
    }

    /// <summary>The contrary, absence included.</summary>
    public sealed record Not(Filter Inner) : Filter
    {
        /// <inheritdoc/>
        public override bool Matches(AggregateId id, AggregateState state) => !Inner.Matches(id, state);
    }

    /// <summary>One comparison.</summary>
    /// <param name="Path">What is compared.</param>
    /// <param name="Comparison">How.</param>
    /// <param name="Operands">
    /// With what: scalars; one, but for <see cref="Comparison.OneOf"/> and <see cref="Comparison.Exists"/>. For times they
    /// are written as <see cref="Timestamps"/> does, for the version they are whole numbers.
    /// </param>
    public sealed record Compare(QueryPath Path, Comparison Comparison, ImmutableArray<JsonValue> Operands) : Filter
    {
        /// <inheritdoc/>
        public override bool Matches(AggregateId id, AggregateState state)
        {
            var value = Path.ValueOf(id, state);
            return Comparison switch
            {
                Comparison.OneOf => Operands.Any(operand => AreEqual(value, operand)),
                Comparison.Less => Order(value, Operands[0]) < 0,
                Comparison.AtMost => Order(value, Operands[0]) <= 0,
                Comparison.Greater => Order(value, Operands[0]) > 0,
                Comparison.AtLeast => Order(value, Operands[0]) >= 0,
                Comparison.Exists => value is not null,
                Comparison.Prefix => value is JsonString text && Operands[0] is JsonString prefix
                    && text.Value.StartsWith(prefix.Value, StringComparison.Ordinal),
                _ => Contains(value, Operands[0]),
            };
        }

        static bool AreEqual(JsonValue? value, JsonValue operand) =>
            value is not (null or JsonArray or JsonObject) && value.Equals(operand) && IsComparable(value);

        static int? Order(JsonValue? value, JsonValue operand) => (value, operand) switch
        {
            (JsonNumber left, JsonNumber right) when IsComparable(left) => JsonNumber.Compare(left, right),
            (JsonString left, JsonString right) => ValueKey.Compare(left.Value, right.Value),
            _ => null,
        };

        static bool Contains(JsonValue? value, JsonValue operand)
        {
            if (value is JsonString text)
                return operand is JsonString part && text.Value.Contains(part.Value, StringComparison.Ordinal);
            if (value is JsonArray items)
                foreach (var item in items)
                    if (AreEqual(item, operand))
                        return true;
            return false;
        }

        /// <summary>Not so are only numbers beyond everything that an intake lets in; see <see cref="ValueKey"/>.</summary>
        static bool IsComparable(JsonValue value) =>
            value is not JsonNumber { Utf8Literal.Length: > 5 } number || ValueKey.Of(number) != ValueKey.Other;
    }
}
