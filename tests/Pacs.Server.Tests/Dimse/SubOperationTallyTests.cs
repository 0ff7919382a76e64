using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Transfer;
using Pacs.Network.Messages;
using Pacs.Server.Dimse;

namespace Pacs.Server.Tests.Dimse;

public sealed class SubOperationTallyTests
{
    private static readonly DimseStatus Warning = DimseStatus.CoercionOfDataElements;
    private static readonly DimseStatus Failure = DimseStatus.OutOfResources;
    private static readonly TransferSyntax Implicit = TransferSyntax.ImplicitVrLittleEndian;

    /// <summary>Completed, warnings and failures of a whole; the final status.</summary>
    public static TheoryData<int, int, int, int> Finals => new()
    {
        { 0, 0, 0, 0x0000 },
        { 3, 0, 0, 0x0000 },
        { 2, 1, 0, 0xB000 },
        { 0, 3, 0, 0xB000 },
        { 2, 0, 1, 0xB000 },
        { 0, 1, 2, 0xB000 },
        { 0, 0, 3, 0xA702 },
    };

    [Theory]
    [MemberData(nameof(Finals))]
    [Trait("Conformance", "60")]
    [Trait("Conformance", "61")]
    public void Comes_to_a_status_by_what_failed(int completed, int warnings, int failed, int status)
    {
        var tally = new SubOperationTally(completed + warnings + failed);
        foreach (var i in Enumerable.Range(0, completed)) tally.Add($"1.{i}", DimseStatus.Success);
        foreach (var i in Enumerable.Range(0, warnings)) tally.Add($"2.{i}", Warning);
        foreach (var i in Enumerable.Range(0, failed)) tally.Add($"3.{i}", Failure);

        Assert.Equal(status, tally.FinalStatus(isCancelled: false).Code);
        Assert.Equal(new SubOperations(null, (ushort)completed, (ushort)failed, (ushort)warnings), tally.Final(isCancelled: false));
        Assert.Equal(0xFE00, tally.FinalStatus(isCancelled: true).Code);
        Assert.Equal(
            Enumerable.Range(0, failed).Select(i => $"3.{i}"), tally.FailedIdentifier(Implicit)?.GetStrings(Tags.FailedSOPInstanceUIDList) ?? []);
    }

    [Fact]
    [Trait("Conformance", "60")]
    public void Adds_up_to_the_whole_at_every_step()
    {
        var tally = new SubOperationTally(4);
        Assert.Equal(new SubOperations(4, 0, 0, 0), tally.Progress);
        tally.Add("1", DimseStatus.Success);
        Assert.Equal(new SubOperations(3, 1, 0, 0), tally.Progress);
        tally.Add("2", Failure);
        Assert.Equal(new SubOperations(2, 1, 1, 0), tally.Progress);
        tally.Add("3", Warning);
        Assert.Equal(new SubOperations(1, 1, 1, 1), tally.Progress);

        Assert.Equal(tally.Progress, tally.Final(isCancelled: true));
    }

    [Fact]
    public void Says_the_most_it_can_of_more_than_the_fields_hold()
    {
        const int Many = 70_000;
        var tally = new SubOperationTally(Many);
        Assert.Equal(ushort.MaxValue, tally.Progress.Remaining);

        foreach (var i in Enumerable.Range(0, Many)) tally.Add($"1.2.3.{i}", Failure);

        Assert.Equal(ushort.MaxValue, tally.Progress.Failed);
        Assert.Equal(Many, tally.FailedIdentifier(Implicit)?.GetStrings(Tags.FailedSOPInstanceUIDList).Count);
        Assert.InRange(
            tally.FailedIdentifier(TransferSyntax.ExplicitVrLittleEndian)?.Find(Tags.FailedSOPInstanceUIDList)?.Value.Length ?? 0,
            60_000,
            0xFFFE);
    }
}
