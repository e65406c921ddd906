using Jint.Native;
using Patchlog.Rules.Agendas;

namespace Patchlog.Rules.Matching;

/// <summary>
/// Facts that meet the first so many patterns of a rule: a left tuple. It is made by one node, kept by the next, and
/// where there is no next it is the rule's activation.
/// </summary>
sealed class Token : Element
{
    /// <summary>The facts before the last; null at the root.</summary>
    public Token? Parent { get; init; }

    /// <summary>The last fact in its pattern; null where the pattern wants none, and for <c>from</c>.</summary>
    public RightEntry? Right { get; init; }

    /// <summary>The last fact's value; undefined where the pattern wants none.</summary>
    public JsValue Value { get; init; } = JsValue.Undefined;

    /// <summary>What a pattern with <c>from</c> bound.</summary>
    public JsValue[] Bindings { get; init; } = [];

    /// <summary>When the last fact changed, as of this token's last change; −1 where there is none.</summary>
    public int Recency { get; set; } = -1;

    /// <summary>The tokens that the next node made of this one.</summary>
    public Token? FirstChild { get; set; }

    public Token? PreviousSibling { get; set; }

    public Token? NextSibling { get; set; }

    /// <summary>The tokens that were made of the same right entry.</summary>
    public Token? PreviousMatch { get; set; }

    public Token? NextMatch { get; set; }

    /// <summary>The entry that <c>not</c> or <c>exists</c> found for this token, or null.</summary>
    public RightEntry? Blocker { get; set; }

    public Token? PreviousBlocked { get; set; }

    public Token? NextBlocked { get; set; }

    /// <summary>During a modification: the token made of this one and of the entry that is modified.</summary>
    public Token? Mark { get; set; }

    /// <summary>Of an activation: its variant of the rule, whose patterns say what the facts are called.</summary>
    public VariantPlan? Variant { get; set; }

    /// <summary>Of an activation: what orders it, where the order is not the usual one.</summary>
    public Activation? Activation { get; set; }

    public JsValue BindingAt(int index) => Right is null ? Bindings[index] : Right.Bindings[index];

    public void AddChild(Token child)
    {
        child.NextSibling = FirstChild;
        if (FirstChild is not null)
            FirstChild.PreviousSibling = child;
        FirstChild = child;
    }

    /// <summary>Leaves the lists of its parent and of its right entry.</summary>
    public void Unlink()
    {
        if (PreviousSibling is not null)
            PreviousSibling.NextSibling = NextSibling;
        else if (Parent is not null && ReferenceEquals(Parent.FirstChild, this))
            Parent.FirstChild = NextSibling;
        if (NextSibling is not null)
            NextSibling.PreviousSibling = PreviousSibling;
        PreviousSibling = NextSibling = null;

        Right?.RemoveMatch(this);
    }
}
