using Jint.Native;
using Jint.Native.Object;

namespace Patchlog.Rules.Matching;

/// <summary>
/// A variable and members of it, such as <c>o.customer.id</c>, as the key of a memory. Immutable.
/// </summary>
/// <param name="steps">
/// How many patterns before the left token's last the variable is; −1 for the fact of the right entry.
/// </param>
/// <param name="binding">Which binding of that pattern, or −1 for its fact.</param>
/// <param name="members">The members, outermost first.</param>
sealed class KeyPath(int steps, int binding, params string[] members)
{
    readonly JsValue[] _members = [.. members.Select(member => (JsValue)new JsString(member))];

    /// <summary>The value; null where a member of null or undefined is asked for.</summary>
    public JsValue? Read(Element element)
    {
        var value = Variable(element);
        foreach (var member in _members)
        {
            if (value is not ObjectInstance instance)
                return null;
            value = instance.Get(member);
        }

        return value;
    }

    JsValue Variable(Element element)
    {
        if (element is RightEntry entry)
            return entry.Fact.Value;

        var token = (Token)element;
        for (var i = 0; i < steps; i++)
            token = token.Parent ?? throw new InvalidOperationException("A key looks before the first pattern.");
        return binding < 0 ? token.Value : token.BindingAt(binding);
    }
}
