using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Patchlog;

/// <summary>
/// A value, or the problem that stands in its way: what a method answers that may have to wait. Methods that don't wait
/// are called <c>Try…</c> instead and hand out the one or the other. Immutable.
/// </summary>
/// <typeparam name="T">The value.</typeparam>
public abstract record Result<T>
    where T : notnull
{
    Result() { }

    /// <summary>The value.</summary>
    public sealed record Ok(T Value) : Result<T>;

    /// <summary>The problem; there is no value.</summary>
    public sealed record Refused(Problem Problem) : Result<T>;

#pragma warning disable CA2225 // The constructors of the two cases are the named alternatives.
    /// <summary>A value is a result.</summary>
    public static implicit operator Result<T>(T value) => new Ok(value);

    /// <summary>A problem is a result.</summary>
    public static implicit operator Result<T>(Problem problem) => new Refused(problem);
#pragma warning restore CA2225

    /// <summary>Takes the result apart: true with the value, or false with the problem.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Problem? problem)
    {
        (value, problem) = this switch
        {
            Ok ok => (ok.Value, (Problem?)null),
            Refused refused => (default(T?), refused.Problem),
            _ => throw new UnreachableException(),
        };

        return problem is null;
    }
}
