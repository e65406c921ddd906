using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Jint.Native;
using Jint.Native.Object;
using Patchlog.Rules.Conditions;

namespace Patchlog.Rules.Matching;

/// <summary>
/// Working memory: the facts in the order of their assertion, and by value. Where a value was asserted twice, it
/// stands for the fact asserted first.
/// </summary>
sealed class FactTable
{
    readonly Dictionary<JsValue, Fact> _byValue = new(new StrictEquality());

    public Fact? First { get; private set; }

    Fact? _last;

    public int Count { get; private set; }

    /// <summary>How many facts there ever were.</summary>
    public int LastId { get; private set; }

    public int NextId() => ++LastId;

    public void Add(Fact fact)
    {
        fact.Previous = _last;
        if (_last is null)
            First = fact;
        else
            _last.Next = fact;
        _last = fact;
        Count++;

        if (!_byValue.TryAdd(fact.Value, fact))
        {
            var same = _byValue[fact.Value];
            while (same.NextSame is not null)
                same = same.NextSame;
            same.NextSame = fact;
        }
    }

    public bool TryFind(JsValue value, [NotNullWhen(true)] out Fact? fact) => _byValue.TryGetValue(value, out fact);

    /// <summary>Removes a fact.</summary>
    public void Remove(Fact fact)
    {
        if (fact.Previous is null)
            First = fact.Next;
        else
            fact.Previous.Next = fact.Next;
        if (fact.Next is null)
            _last = fact.Previous;
        else
            fact.Next.Previous = fact.Previous;

        fact.IsInMemory = false;
        Count--;
        Forget(fact);
    }

    public void Clear()
    {
        _byValue.Clear();
        First = _last = null;
        LastId = 0;
        Count = 0;
    }

    void Forget(Fact fact)
    {
        if (!_byValue.TryGetValue(fact.Value, out var same))
            return;

        if (!ReferenceEquals(same, fact))
        {
            while (same.NextSame is not null && !ReferenceEquals(same.NextSame, fact))
                same = same.NextSame;
            same.NextSame = fact.NextSame;
        }
        else if (fact.NextSame is null)
        {
            _byValue.Remove(fact.Value);
        }
        else
        {
            _byValue[fact.Value] = fact.NextSame;
        }

        fact.NextSame = null;
    }

    /// <summary>Values as <c>===</c> knows them, so that NaN is never found.</summary>
    sealed class StrictEquality : IEqualityComparer<JsValue>
    {
        public bool Equals(JsValue? x, JsValue? y) => x is not null && y is not null && Operators.StrictlyEqual(x, y);

        public int GetHashCode(JsValue obj) =>
            obj is ObjectInstance ? RuntimeHelpers.GetHashCode(obj) : obj.GetHashCode();
    }
}
