using System.Buffers;
using System.Buffers.Binary;
using Pacs.Dicom.DataSets;
using Pacs.Network.Messages;

namespace Pacs.Network.Tests.Messages;

public sealed class CommandTests
{
    public static TheoryData<Command> Messages { get; } =
    [
        new CEchoRequest { MessageId = 1, AffectedSopClassUid = "1.2" },
        new CEchoResponse { MessageIdBeingRespondedTo = 1, Status = DimseStatus.Success, AffectedSopClassUid = "1.2" },
        new CStoreRequest
        {
            MessageId = 0xFFFF,
            AffectedSopClassUid = "1.2",
            AffectedSopInstanceUid = "1.2.3",
            Priority = Priority.Low,
        },
        new CStoreRequest
        {
            MessageId = 0,
            AffectedSopClassUid = "1.2",
            AffectedSopInstanceUid = "1.2.3",
            MoveOriginatorAeTitle = "VIEWER",
            MoveOriginatorMessageId = 0,
        },
        new CStoreResponse
        {
            MessageIdBeingRespondedTo = 1,
            Status = DimseStatus.CannotUnderstand,
            AffectedSopInstanceUid = "1",
            ErrorComment = "cut short",
        },
        new CFindRequest { MessageId = 2, AffectedSopClassUid = "1.2", Priority = Priority.High },
        new CFindResponse { MessageIdBeingRespondedTo = 2, Status = DimseStatus.PendingWithWarning },
        new CGetRequest { MessageId = 3, AffectedSopClassUid = "1.2" },
        new CGetResponse
        {
            MessageIdBeingRespondedTo = 3,
            Status = DimseStatus.Pending,
            SubOperations = new SubOperations(4, 3, 2, 1),
        },
        new CMoveRequest { MessageId = 4, AffectedSopClassUid = "1.2", MoveDestination = "MY VIEWER" },
        new CMoveResponse
        {
            MessageIdBeingRespondedTo = 4,
            Status = DimseStatus.Success,
            SubOperations = new SubOperations(null, 3, 0, 0),
        },
        new CCancelRequest { MessageIdBeingRespondedTo = 4 },
        new NEventReportRequest
        {
            MessageId = 5,
            AffectedSopClassUid = "1.2",
            AffectedSopInstanceUid = "1.2.3",
            EventTypeId = 1,
        },
        new NEventReportResponse { MessageIdBeingRespondedTo = 5, Status = DimseStatus.Success, EventTypeId = 1 },
        new NGetRequest { MessageId = 6, RequestedSopClassUid = "1.2", RequestedSopInstanceUid = "1.2.3" },
        new NGetResponse { MessageIdBeingRespondedTo = 6, Status = DimseStatus.NoSuchSopInstance },
        new NSetRequest { MessageId = 7, RequestedSopClassUid = "1.2", RequestedSopInstanceUid = "1.2.3" },
        new NSetResponse { MessageIdBeingRespondedTo = 7, Status = DimseStatus.AttributeListError },
        new NActionRequest
        {
            MessageId = 8,
            RequestedSopClassUid = "1.2",
            RequestedSopInstanceUid = "1.2.3",
            ActionTypeId = 1,
        },
        new NActionResponse { MessageIdBeingRespondedTo = 8, Status = DimseStatus.Success, ActionTypeId = 1 },
        new NCreateRequest { MessageId = 9, AffectedSopClassUid = "1.2" },
        new NCreateResponse
        {
            MessageIdBeingRespondedTo = 9,
            Status = DimseStatus.Success,
            AffectedSopInstanceUid = "1.2.3",
        },
        new NDeleteRequest { MessageId = 10, RequestedSopClassUid = "1.2", RequestedSopInstanceUid = "1.2.3" },
        new NDeleteResponse { MessageIdBeingRespondedTo = 10, Status = DimseStatus.Success },
    ];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Every_message_is_read_as_it_was_written(Command message)
    {
        var bytes = new CommandSetWriter().Encode(message, hasDataSet: true);

        Assert.Equal(OperationStatus.Done, CommandParser.Parse(bytes.Span, out var read, out var hasDataSet));
        Assert.Equivalent(message, read, strict: true);
        Assert.Equal(message.GetType(), read?.GetType());
        Assert.True(hasDataSet);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Every_command_set_is_in_ascending_order_with_even_values_and_its_own_length(Command message)
    {
        var bytes = new CommandSetWriter().Encode(message, hasDataSet: false).Span;

        Assert.Equal((uint)(bytes.Length - 12), BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]));
        var last = -1;
        for (var at = 0; at < bytes.Length;)
        {
            var element = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 2)..]);
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[(at + 4)..]);
            Assert.Equal(0, BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]));
            Assert.True(element > last);
            Assert.Equal(0, length % 2);
            (last, at) = (element, at + 8 + length);
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_command_set_cut_at_any_byte_is_never_an_exception(Command message)
    {
        var bytes = new CommandSetWriter().Encode(message, hasDataSet: true);

        for (var length = 0; length < bytes.Length; length++)
        {
            var status = CommandParser.Parse(bytes.Span[..length], out var read, out _);
            Assert.True(status == OperationStatus.InvalidData || read is not null);
        }
    }

    [Fact]
    public void Attribute_lists_and_offending_elements_are_kept()
    {
        var get = new NGetRequest
        {
            RequestedSopClassUid = "1",
            RequestedSopInstanceUid = "2",
            AttributeIdentifierList = [new Tag(0x0010, 0x0010), new Tag(0x0010, 0x0020)],
        };
        var response = get.Respond(DimseStatus.MissingAttribute) with { OffendingElements = [new Tag(0x0010, 0x0020)] };

        Assert.Equal(get.AttributeIdentifierList, ((NGetRequest)Reread(get)).AttributeIdentifierList);
        Assert.Equal(response.OffendingElements, ((NGetResponse)Reread(response)).OffendingElements);
    }

    [Fact]
    public void An_error_comment_is_cut_to_what_fits() =>
        Assert.Equal(new string('x', 64), ((CEchoResponse)Reread(new CEchoResponse
        {
            MessageIdBeingRespondedTo = 1, Status = DimseStatus.ProcessingFailure, ErrorComment = new string('x', 100),
        })).ErrorComment);

    [Fact]
    public void An_operation_nobody_knows_can_be_answered()
    {
        var bytes = new CommandSetWriter().Encode(
            new CEchoRequest { MessageId = 7, AffectedSopClassUid = "1.2" }, hasDataSet: false).ToArray();
        bytes[bytes.AsSpan().IndexOf(new byte[] { 0x30, 0x00 })] = 0x31;

        Assert.Equal(OperationStatus.Done, CommandParser.Parse(bytes, out var read, out _));
        var invalid = Assert.IsType<InvalidRequest>(read);
        var response = invalid.Respond(invalid.Fault);

        Assert.Equal(
            ((CommandField)0x8031, (ushort)7, DimseStatus.UnrecognizedOperation),
            (response.Field, response.MessageIdBeingRespondedTo, response.Status));
    }

    [Fact]
    public void A_store_without_an_instance_uid_can_be_answered()
    {
        var bytes = new CommandSetWriter().Encode(
            new CStoreRequest { MessageId = 7, AffectedSopClassUid = "1.2", AffectedSopInstanceUid = "" },
            hasDataSet: true);

        CommandParser.Parse(bytes.Span, out var read, out _);

        var invalid = Assert.IsType<InvalidRequest>(read);
        Assert.Equal(DimseStatus.MistypedArgument, invalid.Fault);
        Assert.Equal(CommandElement.AffectedSopInstanceUid, invalid.Offending);
    }

    [Theory]
    [InlineData(0x0000, StatusClass.Success)]
    [InlineData(0xFF00, StatusClass.Pending)]
    [InlineData(0xFF01, StatusClass.Pending)]
    [InlineData(0xFE00, StatusClass.Cancel)]
    [InlineData(0xB000, StatusClass.Warning)]
    [InlineData(0xB007, StatusClass.Warning)]
    [InlineData(0x0107, StatusClass.Warning)]
    [InlineData(0x0001, StatusClass.Warning)]
    [InlineData(0xA700, StatusClass.Failure)]
    [InlineData(0xA900, StatusClass.Failure)]
    [InlineData(0xC123, StatusClass.Failure)]
    [InlineData(0x0122, StatusClass.Failure)]
    public void Statuses_have_the_class_of_annex_C(int code, StatusClass expected) =>
        Assert.Equal(expected, new DimseStatus((ushort)code).Class);

    private static Command Reread(Command command)
    {
        CommandParser.Parse(new CommandSetWriter().Encode(command, hasDataSet: false).Span, out var read, out _);
        return read ?? throw new InvalidOperationException();
    }
}
