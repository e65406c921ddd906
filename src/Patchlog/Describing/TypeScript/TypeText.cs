namespace Patchlog.Describing.TypeScript;

/// <summary>A type of TypeScript as text. Immutable.</summary>
/// <param name="Text">The text; lines after the first are indented relative to it.</param>
/// <param name="Form">How it binds.</param>
readonly record struct TypeText(string Text, TypeForm Form = TypeForm.Atom)
{
    /// <summary>Any value.</summary>
    public static readonly TypeText Unknown = new("unknown") { IsTrivial = true };

    /// <summary>No value.</summary>
    public static readonly TypeText Never = new("never");

    /// <summary>Any object.</summary>
    public static readonly TypeText AnyObject = new("{ [name: string]: unknown }") { IsTrivial = true };

    /// <summary>Alternatives when all combinations are counted; 1 for what is no union.</summary>
    public int Width { get; init; } = 1;

    /// <summary>True if it says no more than of which kinds a value may be.</summary>
    public bool IsTrivial { get; init; }

    /// <summary>The text where an operator follows.</summary>
    public string Operand => Form is TypeForm.Union or TypeForm.Intersection ? $"({Text})" : Text;

    /// <summary>The type with a remark behind it.</summary>
    public TypeText Remark(string remark) =>
        this with { Text = $"{Operand} /* {Comment.Escape(remark)} */", Form = TypeForm.Atom };

    /// <summary>A value is of one of the types.</summary>
    public static TypeText Union(IReadOnlyList<TypeText> types)
    {
        if (types.Any(type => type.Text == Unknown.Text))
            return Unknown;

        var distinct = types.Where(type => type.Text != Never.Text).DistinctBy(type => type.Text).ToList();
        if (distinct.Count <= 1)
            return distinct.Count == 0 ? Never : distinct[0];

        var texts = distinct.Select(type => type.Form == TypeForm.Intersection ? type.Operand : type.Text);
        return new(string.Join(" | ", texts), TypeForm.Union)
        {
            Width = (int)Math.Min(int.MaxValue, distinct.Sum(type => (long)type.Width)),
            IsTrivial = distinct.TrueForAll(type => type.IsTrivial),
        };
    }

    /// <summary>A value is of all of the types; those that would make too many combinations are left out.</summary>
    public static TypeText Intersection(IReadOnlyList<TypeText> types)
    {
        var (taken, width) = (new List<TypeText>(), 1L);
        foreach (var type in types.DistinctBy(type => type.Text))
        {
            if (width * type.Width > DescribingLimits.MaxAlternatives && taken.Count > 0)
                continue;

            taken.Add(type);
            width *= type.Width;
        }

        if (taken.Count <= 1)
            return taken.Count == 0 ? Unknown : taken[0];

        return new(string.Join(" & ", taken.Select(type => type.Operand)), TypeForm.Intersection)
        {
            Width = (int)Math.Min(int.MaxValue, width),
        };
    }
}
