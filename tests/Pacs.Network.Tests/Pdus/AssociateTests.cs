using System.Buffers;
using Pacs.Network.Pdus;

namespace Pacs.Network.Tests.Pdus;

public sealed class AssociateTests
{
    private static readonly AssociateRequest EverythingRequested = new()
    {
        CalledAeTitle = "ARCHIVE",
        CallingAeTitle = "SCANNER 1",
        Contexts =
        [
            new ProposedContext(1, "1.2.840.10008.1.1", ["1.2.840.10008.1.2"]),
            new ProposedContext(255, "1.2.840.10008.5.1.4.1.1.2", ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2.4.90"]),
        ],
        UserInformation = new UserInformation
        {
            MaximumLength = 16_384,
            ImplementationClassUid = "1.2.3",
            ImplementationVersionName = "TEST_1",
            AsyncOperationsWindow = new AsyncOperationsWindow(3, 0),
            RoleSelections = [new RoleSelection("1.2.840.10008.5.1.4.1.1.2", Scu: false, Scp: true)],
            ExtendedNegotiations = [new ExtendedNegotiation("1.2.840.10008.5.1.4.1.2.2.1", new byte[] { 1, 0, 1 })],
            CommonExtendedNegotiations =
            [
                new CommonExtendedNegotiation("1.2.3.4", "1.2.840.10008.4.2", ["1.2.5", "1.2.6"]),
            ],
            UserIdentity = new UserIdentity(
                UserIdentityKind.UsernameAndPasscode, true, "anna"u8.ToArray(), "secret"u8.ToArray()),
        },
    };

    private static readonly AssociateAccept EverythingAccepted = new()
    {
        CalledAeTitle = "ARCHIVE",
        CallingAeTitle = "SCANNER 1",
        Contexts =
        [
            new AnsweredContext(1, ContextResult.Acceptance, "1.2.840.10008.1.2"),
            new AnsweredContext(3, ContextResult.AbstractSyntaxNotSupported, ""),
        ],
        UserInformation = new UserInformation
        {
            MaximumLength = 0,
            ImplementationClassUid = "1.2.3",
            UserIdentityResponse = new byte[] { 9 },
        },
    };

    [Fact]
    public void A_request_with_every_item_is_read_as_it_was_written()
    {
        var status =
            PduParser.ParseAssociateRequest(new ReadOnlySequence<byte>(Body(EverythingRequested)), out var read);

        Assert.Equal(OperationStatus.Done, status);
        Assert.Equivalent(EverythingRequested, read, strict: true);
        Assert.Equal("anna"u8, read!.UserInformation.UserIdentity!.Primary.Span);
        Assert.Equal([1, 0, 1], read.UserInformation.ExtendedNegotiations[0].ApplicationInformation.ToArray());
    }

    [Fact]
    public void An_acceptance_with_every_item_is_read_as_it_was_written()
    {
        var status = PduParser.ParseAssociateAccept(new ReadOnlySequence<byte>(Body(EverythingAccepted)), out var read);

        Assert.Equal(OperationStatus.Done, status);
        Assert.Equal(EverythingAccepted.Contexts, read!.Contexts);
        Assert.Equal([9], read.UserInformation.UserIdentityResponse!.Value.ToArray());
    }

    [Fact]
    public void A_request_cut_at_any_byte_is_invalid_or_less_but_never_an_exception()
    {
        var body = Body(EverythingRequested);

        for (var length = 0; length < body.Length; length++)
        {
            var status =
                PduParser.ParseAssociateRequest(new ReadOnlySequence<byte>(body.AsMemory(0, length)), out var read);
            Assert.Equal(status == OperationStatus.Done, read is not null);
            if (read is not null) Assert.True(read.Contexts.Count < 2 || read.UserInformation.MaximumLength == 0);
        }
    }

    [Fact]
    public void A_request_with_any_byte_changed_is_never_an_exception()
    {
        var body = Body(EverythingRequested);

        for (var i = 0; i < body.Length; i++)
        {
            foreach (var value in new byte[] { 0, 1, 0x7F, 0xFF })
            {
                var changed = (byte[])body.Clone();
                changed[i] = value;
                var status = PduParser.ParseAssociateRequest(new ReadOnlySequence<byte>(changed), out var read);
                Assert.Equal(status == OperationStatus.Done, read is not null);
            }
        }
    }

    [Theory]
    [InlineData(0x51)]
    [InlineData(0x53)]
    [InlineData(0x54)]
    [InlineData(0x58)]
    [InlineData(0x59)]
    public void A_sub_item_too_short_for_its_fields_makes_the_request_invalid(byte type)
    {
        var writer = new ItemWriter();
        writer.WriteZeros(68);
        var user = writer.Begin(ItemType.UserInformation);
        var item = writer.Begin((ItemType)type);
        writer.WriteByte(0xFF);
        writer.End(item);
        writer.End(user);

        Assert.Equal(
            OperationStatus.InvalidData,
            PduParser.ParseAssociateRequest(new ReadOnlySequence<byte>(Body(writer)), out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void An_even_context_id_makes_the_request_invalid(byte id)
    {
        var body = Body(EverythingRequested with { Contexts = [new ProposedContext(id, "1.2", ["1.2"])] });

        Assert.Equal(
            OperationStatus.InvalidData, PduParser.ParseAssociateRequest(new ReadOnlySequence<byte>(body), out _));
    }

    [Fact]
    [Trait("Conformance", "2")]
    [Trait("Conformance", "3")]
    public void Padding_around_titles_and_behind_uids_does_not_count()
    {
        var body = Body(EverythingRequested with
        {
            CalledAeTitle = "  ARCHIVE",
            CallingAeTitle = "SCANNER 1  ",
            ApplicationContext = AssociateRequest.DicomApplicationContext + "\0",
            Contexts = [new ProposedContext(1, "1.2.840.10008.1.1\0", ["1.2.840.10008.1.2 "])],
        });

        PduParser.ParseAssociateRequest(new ReadOnlySequence<byte>(body), out var read);

        Assert.Equal(
            ("ARCHIVE", "SCANNER 1", AssociateRequest.DicomApplicationContext),
            (read!.CalledAeTitle, read.CallingAeTitle, read.ApplicationContext));
        Assert.Equal(
            ("1.2.840.10008.1.1", "1.2.840.10008.1.2"),
            (read.Contexts[0].AbstractSyntax, read.Contexts[0].TransferSyntaxes[0]));
    }

    [Fact]
    [Trait("Conformance", "7")]
    public void Items_nobody_knows_are_ignored()
    {
        var writer = new ItemWriter();
        writer.WriteZeros(68);
        writer.WriteTextItem((ItemType)0x77, "what is this");
        writer.WriteTextItem(ItemType.ApplicationContext, "1.2");
        var user = writer.Begin(ItemType.UserInformation);
        writer.WriteTextItem((ItemType)0x66, "and this");
        writer.WriteTextItem(ItemType.ImplementationClassUid, "1.2.3");
        writer.End(user);

        Assert.Equal(
            OperationStatus.Done,
            PduParser.ParseAssociateRequest(new ReadOnlySequence<byte>(Body(writer)), out var read));
        Assert.Equal(("1.2", "1.2.3"), (read!.ApplicationContext, read.UserInformation.ImplementationClassUid));
    }

    [Fact]
    public void What_does_not_fit_an_item_is_not_written() =>
        Assert.Throws<InvalidOperationException>(() => Body(EverythingRequested with
        {
            Contexts = [new ProposedContext(1, "1.2", [.. Enumerable.Repeat("1.2.840.10008.1.2", 4_000)])],
        }));

    [Fact]
    public void A_rejection_says_itself_in_the_standards_words()
    {
        var output = new ArrayBufferWriter<byte>();
        PduWriter.Write(AssociateReject.LocalLimitExceeded, output);

        Assert.Equal(new byte[] { 3, 0, 0, 0, 0, 4, 0, 2, 3, 2 }, output.WrittenSpan.ToArray());
        PduParser.ParseAssociateReject(
            new ReadOnlySequence<byte>(output.WrittenMemory[PduHeader.Size..]), out var read);
        Assert.Equal(
            "rejected-transient, DICOM UL service-provider (Presentation related function): local-limit-exceeded",
            read!.ToString());
    }

    [Fact]
    public void Short_pdus_have_the_bytes_of_the_standard()
    {
        var output = new ArrayBufferWriter<byte>();
        PduWriter.WriteReleaseRequest(output);
        PduWriter.WriteReleaseResponse(output);
        PduWriter.Write(new AssociateAbort(AbortSource.ServiceProvider, AbortReason.InvalidPduParameterValue), output);

        Assert.Equal(
            new byte[] { 5, 0, 0, 0, 0, 4, 0, 0, 0, 0, 6, 0, 0, 0, 0, 4, 0, 0, 0, 0, 7, 0, 0, 0, 0, 4, 0, 0, 2, 6 },
            output.WrittenSpan.ToArray());
    }

    private static byte[] Body(AssociateRequest request)
    {
        var output = new ArrayBufferWriter<byte>();
        PduWriter.Write(request, output);
        return output.WrittenSpan[PduHeader.Size..].ToArray();
    }

    private static byte[] Body(AssociateAccept accept)
    {
        var output = new ArrayBufferWriter<byte>();
        PduWriter.Write(accept, output);
        return output.WrittenSpan[PduHeader.Size..].ToArray();
    }

    private static byte[] Body(ItemWriter writer)
    {
        var output = new ArrayBufferWriter<byte>();
        writer.CopyTo(PduType.AssociateRequest, output);
        return output.WrittenSpan[PduHeader.Size..].ToArray();
    }
}
