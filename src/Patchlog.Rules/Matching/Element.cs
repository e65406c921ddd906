namespace Patchlog.Rules.Matching;

/// <summary>What a memory keeps: it is part of one list at a time, in the order in which it came.</summary>
abstract class Element
{
    /// <summary>The list it is in, or null.</summary>
    public ElementList? List { get; set; }

    public Element? Previous { get; set; }

    public Element? Next { get; set; }

    /// <summary>When it came into its memory: greater is later.</summary>
    public long Sequence { get; set; }
}

/// <summary>Elements in the order in which they came; any of them can leave at once.</summary>
sealed class ElementList
{
    public Element? First { get; private set; }

    public Element? Last { get; private set; }

    public bool IsEmpty => First is null;

    /// <summary>Of a bucket: the keys under which its memory keeps it.</summary>
    public JoinKeys Keys { get; init; }

    /// <summary>Of a bucket whose memory is ordered by range too: the order. The bucket's own list is empty.</summary>
    public RangeIndex? Ranges { get; init; }

    /// <summary>Of a list of a range: the order it is part of.</summary>
    public RangeIndex? Owner { get; init; }

    /// <summary>Of a list of a range: the bucket it is part of, or null.</summary>
    public ElementList? Bucket { get; init; }

    /// <summary>Of a list of a range: its key.</summary>
    public RangeKey RangeKey { get; init; }

    public void Add(Element element)
    {
        element.List = this;
        element.Previous = Last;
        element.Next = null;
        if (Last is null)
            First = element;
        else
            Last.Next = element;
        Last = element;
    }

    public void Remove(Element element)
    {
        if (element.Previous is null)
            First = element.Next;
        else
            element.Previous.Next = element.Next;

        if (element.Next is null)
            Last = element.Previous;
        else
            element.Next.Previous = element.Previous;

        element.List = null;
        element.Previous = element.Next = null;
    }

    public void Clear() => First = Last = null;
}
