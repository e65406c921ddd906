namespace Patchlog.Json.Schema.Patterns;

/// <summary>
/// The capturing groups of a pattern by number and name. They are counted before the pattern is read, since it may
/// refer to a group that comes later.
/// </summary>
sealed class GroupTable
{
    readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    public int Count { get; private set; }

    public static GroupTable Of(PatternScanner scanner)
    {
        var table = new GroupTable();
        var isInClass = false;
        while (!scanner.IsAtEnd)
        {
            switch (scanner.Take())
            {
                case '\\':
                    scanner.Take();
                    break;
                case '[':
                    isInClass = true;
                    break;
                case ']':
                    isInClass = false;
                    break;
                case '(' when !isInClass:
                    table.Open(scanner);
                    break;
            }
        }

        scanner.Rewind();
        return table;
    }

    public bool TryGet(string name, out int group) => _numbers.TryGetValue(name, out group);

    void Open(PatternScanner scanner)
    {
        if (!scanner.IsAt('?'))
        {
            Count++;
        }
        else if (scanner.Peek(1) == '<' && scanner.Peek(2) is not ('=' or '!'))
        {
            scanner.Take();
            scanner.Take();
            Count++;
            if (scanner.TryTakeName(out var name) && !_numbers.TryAdd(name, Count))
                scanner.Fail($"two groups are named '{name}'");
        }
    }
}
