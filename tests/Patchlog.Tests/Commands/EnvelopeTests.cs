using Patchlog.Intake;
using Patchlog.Json;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Commands;

/// <summary>Envelopes: what they may say, and where a fault in one is pointed to.</summary>
public sealed class EnvelopeTests
{
    const string Head = "\"tenant\":\"default\",\"targetName\":\"orders\"";

    [Fact]
    public void Everything_that_an_envelope_can_say_is_in_the_command()
    {
        var command = Read($$"""
            {"id":"c-1","name":"pay-order","type":"patch",{{Head}},"targetId":"42","targetVersion":7,
            "body":[{"op":"add","path":"/paid","value":true}],"context":{"correlationId":"x","free":[1]} }
            """);

        command.Id.Value.ShouldBe("c-1");
        (command.Name, command.Type).ShouldBe(("pay-order", CommandType.Patch));
        command.Target.ShouldBe(
            new(Tenant.Trusted("default"), TargetName.Trusted("orders"), AggregateId.Trusted("42")));
        command.TargetVersion.ShouldBe(new Version(7));
        command.Patch.ShouldNotBeNull().Operations.Length.ShouldBe(1);
        command.Context!.ToString().ShouldBe("""{"correlationId":"x","free":[1]}""");
        (command.Precondition, command.Actor).ShouldBe((null, null));
    }

    [Fact]
    public void What_an_envelope_leaves_out_has_its_default_or_is_generated()
    {
        var first = Read($$"""{"type":"create",{{Head}},"body":{} }""");
        var second = Read($$"""{"type":"create",{{Head}},"body":{} }""");

        first.Name.ShouldBe("aggregate-modification");
        Guid.Parse(first.Id.Value).Version.ShouldBe(7);
        Guid.Parse(first.Target.TargetId.Value).Version.ShouldBe(7);
        (first.TargetVersion, first.Context).ShouldBe((null, null));
        first.Id.ShouldNotBe(second.Id);
        first.Target.ShouldNotBe(second.Target);
        first.Digest.ShouldBe(second.Digest);
    }

    [Fact]
    public void A_creation_may_be_named_by_its_body()
    {
        Read($$"""{"type":"create",{{Head}},"body":{"id":"42"} }""").Target.TargetId.Value.ShouldBe("42");
        Read($$"""{"type":"create",{{Head}},"targetId":"7","body":{"id":"42"} }""").Target.TargetId.Value.ShouldBe("7");
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1e2", 100)]
    [InlineData("3.0", 3)]
    [InlineData("9007199254740991", 9007199254740991)]
    [InlineData("\"0\"", 0)]
    [InlineData("\"999999999999999999\"", 999999999999999999)]
    public void A_version_may_be_an_integer_or_digits(string json, long version) =>
        Read($$"""{"type":"delete",{{Head}},"targetId":"42","targetVersion":{{json}} }""").TargetVersion
            .ShouldBe(new Version(version));

    [Theory]
    [InlineData("""{"start":null}""")]
    [InlineData("""{"event":"paid"}""")]
    [InlineData("""{"event":"paid","data":null}""")]
    public void Messages_to_processes_are_read(string body) =>
        Read($$"""{"type":"orchestration",{{Head}},"body":{{body}} }""").Type.ShouldBe(CommandType.Orchestration);

    [Theory]
    [InlineData("[]", "", "type")]
    [InlineData("1", "", "type")]
    [InlineData("""{"tenant":"t","targetName":"o"}""", "/type", "required")]
    [InlineData("""{"type":"create","targetName":"o","body":{}}""", "/tenant", "required")]
    [InlineData("""{"type":"create","tenant":"t","body":{}}""", "/targetName", "required")]
    [InlineData("""{"type":"upsert","tenant":"t","targetName":"o"}""", "/type", "enum")]
    [InlineData("""{"type":"put","tenant":"t","targetName":"o","targetId":"1","body":{}}""", "/type", "enum")]
    [InlineData("""{"type":1,"tenant":"t","targetName":"o"}""", "/type", "type")]
    [InlineData("""{"type":"create","tenant":"","targetName":"o","body":{}}""", "/tenant", "pattern")]
    [InlineData("""{"type":"create","tenant":"-t","targetName":"o","body":{}}""", "/tenant", "pattern")]
    [InlineData("""{"type":"create","tenant":"t\n","targetName":"o","body":{}}""", "/tenant", "pattern")]
    [InlineData("""{"type":"create","tenant":"ä","targetName":"o","body":{}}""", "/tenant", "pattern")]
    [InlineData("""{"type":"create","tenant":null,"targetName":"o","body":{}}""", "/tenant", "type")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"events","body":{}}""", "/targetName", "reserved")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"o.p","body":{}}""", "/targetName", "pattern")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"o","name":"a b","body":{}}""", "/name", "pattern")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"o","name":null,"body":{}}""", "/name", "type")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"o","id":"","body":{}}""", "/id", "pattern")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"o","id":"..","body":{}}""", "/id", "pattern")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"o","id":7,"body":{}}""", "/id", "type")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"o","targetId":"a/b","body":{}}""", "/targetId", "pattern")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"o","targetId":"search","body":{}}""", "/targetId", "reserved")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"o","targetId":null,"body":{}}""", "/targetId", "type")]
    [InlineData("""{"type":"patch","tenant":"t","targetName":"o","body":{}}""", "/targetId", "required")]
    [InlineData("""{"type":"delete","tenant":"t","targetName":"o"}""", "/targetId", "required")]
    [InlineData("""{"type":"delete","tenant":"t","targetName":"o","targetId":"1","targetVersion":-1}""", "/targetVersion", "range")]
    [InlineData("""{"type":"delete","tenant":"t","targetName":"o","targetId":"1","targetVersion":1.5}""", "/targetVersion", "range")]
    [InlineData("""{"type":"delete","tenant":"t","targetName":"o","targetId":"1","targetVersion":9007199254740992}""", "/targetVersion", "range")]
    [InlineData("""{"type":"delete","tenant":"t","targetName":"o","targetId":"1","targetVersion":"01"}""", "/targetVersion", "pattern")]
    [InlineData("""{"type":"delete","tenant":"t","targetName":"o","targetId":"1","targetVersion":""}""", "/targetVersion", "pattern")]
    [InlineData("""{"type":"delete","tenant":"t","targetName":"o","targetId":"1","targetVersion":"1000000000000000000"}""", "/targetVersion", "pattern")]
    [InlineData("""{"type":"delete","tenant":"t","targetName":"o","targetId":"1","targetVersion":null}""", "/targetVersion", "type")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"o"}""", "/body", "required")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"o","body":[]}""", "/body", "type")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"o","body":{"id":1}}""", "/body/id", "type")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"o","body":{"id":"a b"}}""", "/body/id", "pattern")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"o","body":{"id":"commands"}}""", "/body/id", "reserved")]
    [InlineData("""{"type":"patch","tenant":"t","targetName":"o","targetId":"1"}""", "/body", "required")]
    [InlineData("""{"type":"patch","tenant":"t","targetName":"o","targetId":"1","body":"x"}""", "/body", "type")]
    [InlineData("""{"type":"delete","tenant":"t","targetName":"o","targetId":"1","body":null}""", "/body", "unknown-member")]
    [InlineData("""{"type":"logic","tenant":"t","targetName":"o","body":1}""", "/body", "type")]
    [InlineData("""{"type":"orchestration","tenant":"t","targetName":"o"}""", "/body", "required")]
    [InlineData("""{"type":"orchestration","tenant":"t","targetName":"o","body":{}}""", "/body", "type")]
    [InlineData("""{"type":"orchestration","tenant":"t","targetName":"o","body":{"start":1,"event":"x"}}""", "/body", "type")]
    [InlineData("""{"type":"orchestration","tenant":"t","targetName":"o","body":{"event":""}}""", "/body", "type")]
    [InlineData("""{"type":"orchestration","tenant":"t","targetName":"o","body":{"event":"x","more":1}}""", "/body", "type")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"o","body":{},"context":[]}""", "/context", "type")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"o","body":{},"context":{"correlationId":1}}""", "/context/correlationId", "type")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"o","body":{},"a/b~c":1}""", "/a~1b~0c", "unknown-member")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"o","body":{},"TargetId":"1"}""", "/TargetId", "unknown-member")]
    public void A_fault_is_pointed_to(string envelope, string pointer, string code)
    {
        var problem = Refuse(envelope);

        problem.Code.ShouldBe(ProblemCode.InvalidCommand);
        problem.Errors.Select(error => (error.Pointer, error.Code)).ShouldBe([(pointer, code)]);
    }

    [Theory]
    [InlineData("""[{"op":"add","path":"/a"}]""", "/body/0")]
    [InlineData("""[{"op":"test","path":"/a","value":1},{"op":"jump","path":"/a"}]""", "/body/1")]
    [InlineData("""[{"op":"remove","path":"a"}]""", "/body/0")]
    [InlineData("[1]", "/body/0")]
    public void A_malformed_patch_is_a_fault_of_the_command(string patch, string pointer)
    {
        var problem = Refuse($$"""{"type":"patch",{{Head}},"targetId":"1","body":{{patch}} }""");

        problem.Code.ShouldBe(ProblemCode.InvalidCommand);
        problem.Errors.Single().Pointer.ShouldStartWith(pointer);
    }

    [Fact]
    public void All_faults_are_named_at_once_and_the_id_is_kept_where_there_is_one()
    {
        var problem = Refuse("""{"id":"c-1","type":"create","tenant":"","targetName":"events","body":1,"x":1}""");

        problem.CommandId.ShouldBe(CommandId.Trusted("c-1"));
        problem.Errors.Select(error => error.Pointer).ShouldBe(
            ["/x", "/tenant", "/targetName", "/body"], ignoreOrder: true);
        problem.Detail.ShouldBe("The command has 4 faults; see errors.");
    }

    [Fact]
    public void Names_and_ids_may_be_as_long_as_they_may_be()
    {
        var command = Read($$"""
            {"type":"create","tenant":"{{new string('t', 63)}}","targetName":"orders",
            "targetId":"{{new string('~', 128)}}","body":{} }
            """);
        command.Target.TargetId.Value.Length.ShouldBe(128);

        Refuse($$"""{"type":"create","tenant":"{{new string('t', 64)}}","targetName":"o","body":{} }""")
            .Errors.Single().Pointer.ShouldBe("/tenant");
        Refuse($$"""{"type":"create","tenant":"t","targetName":"o","targetId":"{{new string('~', 129)}}","body":{} }""")
            .Errors.Single().Pointer.ShouldBe("/targetId");
    }

    [Fact]
    public void Texts_of_the_context_are_counted_as_a_schema_counts_them()
    {
        var emoji = string.Concat(Enumerable.Repeat("\U0001F600", 256));
        Read($$"""{"type":"create",{{Head}},"body":{},"context":{"causationId":"{{emoji}}"} }""");
        Refuse($$"""{"type":"create",{{Head}},"body":{},"context":{"causationId":"{{emoji}}x"} }""")
            .Errors.Single().Pointer.ShouldBe("/context/causationId");
    }

    [Theory]
    [InlineData("""{"id":"1","type":"create","tenant":"t","targetName":"o","body":{"a":1,"b":1.10}}""", true)]
    [InlineData("""{"body":{"b":11e-1,"a":1.0},"targetName":"o","tenant":"t","type":"create","id":"2","context":{"x":1}}""", true)]
    [InlineData("""{"type":"create","tenant":"t","targetName":"o","body":{"a":1,"b":1.1}}""", true)]
    [InlineData("""{"type":"create","tenant":"t","targetName":"o","body":{"a":1,"b":1.2}}""", false)]
    [InlineData("""{"type":"create","tenant":"t","targetName":"o","targetId":"9","body":{"a":1,"b":1.1}}""", false)]
    [InlineData("""{"type":"create","tenant":"t","targetName":"p","body":{"a":1,"b":1.1}}""", false)]
    [InlineData("""{"type":"create","tenant":"t","targetName":"o","targetVersion":0,"body":{"a":1,"b":1.1}}""", false)]
    [InlineData("""{"type":"create","tenant":"t","targetName":"o","name":"other","body":{"a":1,"b":1.1}}""", false)]
    public void The_digest_is_of_the_content_without_id_and_context(string envelope, bool isSame)
    {
        var reference = Read("""{"type":"create","tenant":"t","targetName":"o","body":{"a":1,"b":1.1}}""").Digest;

        (Read(envelope).Digest == reference).ShouldBe(isSame);
        Digest.FromBytes(reference.ToBytes()).ShouldBe(reference);
    }

    static Command Read(string json)
    {
        var document = JsonValue.Parse(json);
        Envelope.TryRead(document, PatchLimits.Default, TimeProvider.System, out var command, out var problem)
            .ShouldBeTrue(problem?.Detail);
        return command!;
    }

    static Problem Refuse(string json)
    {
        var document = JsonValue.Parse(json);
        Envelope.TryRead(document, PatchLimits.Default, TimeProvider.System, out _, out var problem)
            .ShouldBeFalse();
        return problem!;
    }
}
