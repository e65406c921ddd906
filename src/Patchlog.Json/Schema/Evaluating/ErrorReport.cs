using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Patchlog.Json.Schema.Evaluating;

/// <summary>The errors of one validation, bounded in number, and the place it is at. Not thread-safe.</summary>
sealed class ErrorReport(int max)
{
    readonly List<SchemaError> _errors = [];
    readonly List<Step> _path = [];

    public int Count => _errors.Count;

    /// <summary>Whether no further error would be kept, so that looking for more is in vain.</summary>
    public bool IsFull => _errors.Count >= max;

    public ImmutableArray<SchemaError> ToImmutable() => [.. _errors];

    public void Enter(string name) => _path.Add(new Step(name, 0));

    public void Enter(int index) => _path.Add(new Step(Name: null, index));

    public void Leave() => _path.RemoveAt(_path.Count - 1);

    public void Add(string keyword, string location, string detail) => Insert(Count, keyword, location, detail);

    /// <summary>Adds an error before those since a count, dropping the last if there are too many.</summary>
    public void Insert(int position, string keyword, string location, string detail)
    {
        if (position >= max)
            return;

        if (IsFull)
            _errors.RemoveAt(_errors.Count - 1);

        _errors.Insert(position, new SchemaError(Pointer(), keyword, location, detail));
    }

    /// <summary>Adds that validation ended at a limit; other errors make room for it.</summary>
    public void AddLimit(string location, string detail)
    {
        if (IsFull)
            _errors.RemoveAt(_errors.Count - 1);

        _errors.Add(new SchemaError("", "", location, detail) { IsLimit = true });
    }

    /// <summary>Forgets the errors since a count: what they spoke of was only one way of several.</summary>
    public void Truncate(int count) => _errors.RemoveRange(count, _errors.Count - count);

    /// <summary>The name of the member, or the index of the element, that the place is at.</summary>
    public string LastStep() => _path.Count == 0 ? "" : _path[^1].ToString();

    string Pointer()
    {
        var pointer = new StringBuilder();
        foreach (var step in _path)
            pointer.Append(JsonPointer.Escape(step.ToString()));

        return pointer.ToString();
    }

    readonly record struct Step(string? Name, int Index)
    {
        public override string ToString() => Name ?? Index.ToString(CultureInfo.InvariantCulture);
    }
}
