using Jint.Native;
using Patchlog.Rules.Conditions;
using Patchlog.Rules.Network;

namespace Patchlog.Rules.Matching;

/// <summary>The network of one session: nodes with memories, made once and used by one session after another.</summary>
sealed class Matcher
{
    readonly Node[] _firstNodes;
    readonly Way[][] _routes;

    public Matcher(RuleNetwork network, MatchState state)
    {
        State = state;

        var nodes = network.Variants.Select(Build).ToArray();
        _firstNodes = [.. nodes.Select(chain => chain[0])];
        _routes =
        [
            .. network.Routes.Select(
                route => (Way[])[.. route.Select(plan => new Way(nodes[plan.Variant][plan.Node], plan))]),
        ];
    }

    public MatchState State { get; }

    /// <summary>Gives each rule its root. The last rule gets it first, as nools does.</summary>
    public void Begin()
    {
        var recency = State.NextRecency();
        for (var i = _firstNodes.Length - 1; i >= 0; i--)
            _firstNodes[i].AssertLeft(new Token { Recency = recency });
    }

    /// <summary>Makes a fact of a value and leads it through the network.</summary>
    public Fact Assert(JsValue value)
    {
        var type = FactTypes.Of(value, State.Types);
        var route = type < 0 ? [] : _routes[type];
        var fact = new Fact(value, State.Facts.NextId())
        {
            Type = type,
            Recency = State.NextRecency(),
            Entries = route.Length == 0 ? [] : new RightEntry?[route.Length],
        };
        State.Facts.Add(fact);

        for (var i = 0; i < route.Length; i++)
        {
            if (Passes(route[i].Plan, value))
                Enter(fact, i, route[i]);
        }

        return fact;
    }

    /// <summary>Leads a fact through the network again, after its value changed.</summary>
    public void Modify(Fact fact)
    {
        fact.Recency = State.NextRecency();
        var route = fact.Entries.Length == 0 ? [] : _routes[fact.Type];
        for (var i = 0; i < route.Length; i++)
        {
            var way = route[i];
            var passes = Passes(way.Plan, fact.Value);
            if (fact.Entries[i] is not { } entry)
            {
                if (passes)
                    Enter(fact, i, way);
            }
            else if (passes)
            {
                entry.Bindings = Bind(way.Plan, fact.Value);
                way.Node.ModifyRight(entry);
            }
            else
            {
                fact.Entries[i] = null;
                way.Node.RetractRight(entry);
            }
        }
    }

    public void Retract(Fact fact)
    {
        State.Facts.Remove(fact);
        var route = fact.Entries.Length == 0 ? [] : _routes[fact.Type];
        for (var i = 0; i < route.Length; i++)
        {
            if (fact.Entries[i] is { } entry)
                route[i].Node.RetractRight(entry);
        }
    }

    /// <summary>Forgets the session: nothing of it is seen by the next, or kept in memory until then.</summary>
    public void Clear()
    {
        foreach (var node in _firstNodes)
            node.Forget();

        State.Clear();
    }

    void Enter(Fact fact, int index, Way way)
    {
        var entry = new RightEntry(fact) { Bindings = Bind(way.Plan, fact.Value) };
        fact.Entries[index] = entry;
        way.Node.AssertRight(entry);
    }

    bool Passes(AlphaPlan plan, JsValue value)
    {
        State.CountStep();
        var frame = State.Frame;
        frame.Left = null;
        frame.Own = value;
        return Test.AllHold(plan.Tests, frame);
    }

    JsValue[] Bind(AlphaPlan plan, JsValue value)
    {
        if (plan.Bound.Length == 0)
            return [];

        var values = new JsValue[plan.Bound.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = Operators.Member(State.Frame, value, plan.Bound[i]);
        return values;
    }

    /// <summary>The nodes of a variant, one after another, and its end.</summary>
    Node[] Build(VariantPlan variant)
    {
        var nodes = new Node[variant.Nodes.Length + 1];
        nodes[^1] = new TerminalNode(variant.Nodes.Length > 0 ? variant.Nodes[^1] : NodePlan.None, State, variant);
        for (var i = variant.Nodes.Length - 1; i >= 0; i--)
        {
            nodes[i] = Build(variant.Nodes[i]);
            nodes[i].Next = nodes[i + 1];
        }

        return nodes;
    }

    Node Build(NodePlan plan) => plan.Kind switch
    {
        NodeKind.Entry => new EntryNode(plan, State),
        NodeKind.Join => new JoinNode(plan, State),
        NodeKind.Not => new NotNode(plan, State),
        NodeKind.Exists => new ExistsNode(plan, State),
        NodeKind.From => new FromNode(plan, State),
        NodeKind.FromNot or NodeKind.FromExists => new QuantifiedFromNode(plan, State),
    };

    readonly record struct Way(Node Node, AlphaPlan Plan);
}
