namespace Patchlog.Describing.TypeScript;

/// <summary>How a type binds: what needs parentheses inside of what.</summary>
enum TypeForm
{
    /// <summary>One word, a literal or something in brackets.</summary>
    Atom,

    /// <summary>An object in braces, which may become an interface.</summary>
    Members,

    /// <summary>Several types joined by <c>&amp;</c>.</summary>
    Intersection,

    /// <summary>Several types joined by <c>|</c>.</summary>
    Union,
}
