using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Searching;

/// <summary>
/// The condition that the documents of a query must meet. This is the reference of what a filter means: SQLite and the
/// past are searched with it, and PostgreSQL answers the same. Immutable.
/// </summary>
public abstract record Filter
{
    /// <summary>The filter that every document passes.</summary>
    public static readonly Filter Everything = new All([]);

    Filter() { }

    /// <summary>Whether a document passes. A deleted document has only its id, version and times.</summary>
    public abstract bool Matches(AggregateId id, AggregateState state);

    /// <summary>A document passes if it passes all filters; so it does if there are none.</summary>
    /// <param name="Filters">The filters.</param>
    public sealed record All(ImmutableArray<Filter> Filters) : Filter
    {
        /// <inheritdoc/>
        public override bool Matches(AggregateId id, AggregateState state) =>
            Filters.All(filter => filter.Matches(id, state));
    }

    /// <summary>A document passes if it passes at least one filter; so it does not if there are none.</summary>
    /// <param name="Filters">The filters.</param>
    public sealed record Any(ImmutableArray<Filter> Filters) : Filter
    {
        /// <inheritdoc/>
        public override bool Matches(AggregateId id, AggregateState state) =>
            Filters.Any(filter => filter.Matches(id, state));
    }

    /// <summary>
    /// A document passes if it does not pass the inner filter, for instance because the value is absent.
    /// </summary>
    /// <param name="Inner">The filter that it must not pass.</param>
    public sealed record Not(Filter Inner) : Filter
    {
        /// <inheritdoc/>
        public override bool Matches(AggregateId id, AggregateState state) => !Inner.Matches(id, state);
    }

    /// <summary>A document passes if the comparison of one of its values holds.</summary>
    /// <param name="Path">The path of the value.</param>
    /// <param name="Comparison">The comparison.</param>
    /// <param name="Operands">
    /// The scalars that the value is compared with: exactly one, except for <see cref="Comparison.OneOf"/> and
    /// <see cref="Comparison.Exists"/>. For times they are written as <see cref="Timestamps"/> does, for the version
    /// they are whole numbers.
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
                Comparison.Contains => Contains(value, Operands[0]),
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

        /// <summary>
        /// Whether a value can be compared. Only numbers beyond everything that an intake lets in can't; see
        /// <see cref="ValueKey"/>.
        /// </summary>
        static bool IsComparable(JsonValue value) =>
            value is not JsonNumber { Utf8Literal.Length: > 5 } number || ValueKey.Of(number) != ValueKey.Other;
    }
}
