using Jint.Native;

namespace Patchlog.Rules.Matching;

/// <summary>A value in working memory. Asserting the same value twice makes two of them.</summary>
sealed class Fact(JsValue value, int id)
{
    public JsValue Value { get; } = value;

    /// <summary>Which assertion of the session this was, from 1.</summary>
    public int Id { get; } = id;

    /// <summary>When it was asserted or modified last, among all such moments.</summary>
    public int Recency { get; set; }

    /// <summary>Which kind of value it is.</summary>
    public int Type { get; init; }

    /// <summary>Where it is in the network: one entry for each pattern it may meet, null where it does not.</summary>
    public RightEntry?[] Entries { get; init; } = [];

    public bool IsInMemory { get; set; } = true;

    public Fact? Previous { get; set; }

    public Fact? Next { get; set; }

    /// <summary>The fact that was asserted next with the same value.</summary>
    public Fact? NextSame { get; set; }
}
