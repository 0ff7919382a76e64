using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Pacs.Dicom;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;
using Pacs.Network.Messages;
using Pacs.Network.Pdus;

namespace Pacs.Network.Associations;

/// <summary>A request of the peer, to be answered by a response that is not pending.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Without a timer it holds nothing to dispose.")]
public sealed class DimseRequest
{
    private readonly Association _association;
    private readonly DataSetFragments? _fragments;
    private readonly CancellationTokenSource _cancellation = new();

    internal DimseRequest(
        Association association, PresentationContext context, RequestCommand command, DataSetFragments? fragments)
    {
        _association = association;
        _fragments = fragments;
        Context = context;
        Command = command;
    }

    public PresentationContext Context { get; }

    public RequestCommand Command { get; }

    public TransferSyntax TransferSyntax => Context.TransferSyntax;

    public bool HasDataSet => _fragments is not null;

    /// <summary>
    /// The data set as it comes off the line, to be read once and before the next request is asked for; what is not
    /// read is skipped. A fragment is valid until the next is asked for. None when the message has no data set. Nothing
    /// else comes off the line until it has been read, left, or the final response given: read it before waiting for
    /// the peer.
    /// </summary>
    /// <remarks>Ends in <see cref="AssociationAbortedException"/> when the peer goes away half-way.</remarks>
    public IAsyncEnumerable<ReadOnlySequence<byte>> DataSet =>
        _fragments ?? AsyncEnumerable.Empty<ReadOnlySequence<byte>>();

    /// <summary>Set by C-CANCEL, and when the association ends, however it does.</summary>
    public CancellationToken Cancelled => _cancellation.Token;

    /// <summary>Reads an identifier or attribute list whole. An empty one when the message has no data set.</summary>
    /// <exception cref="DicomFormatException">
    /// It is malformed; the line is read to its end all the same.
    /// </exception>
    public async ValueTask<DataSet> ReadDataSetAsync(CancellationToken cancellationToken)
    {
        // Deflated, it may become a thousand times what came.
        var left = (long)_association.Options.MaxIdentifierLength;
        using var parser = new DataSetParser(TransferSyntax, ParsingBounds.Everything with { MaxBytes = left });
        var status = OperationStatus.NeedMoreData;
        await foreach (var fragment in DataSet.WithCancellation(cancellationToken))
        {
            left -= fragment.Length;
            if (left < 0)
            {
                throw _association.Break(AssociationAbortedException.Violation(
                    AbortReason.NotSpecified, $"The data set of {Command.Field} is longer than an identifier may be."));
            }

            var rest = fragment;
            if (status == OperationStatus.NeedMoreData) status = parser.Parse(ref rest);
        }

        if (status == OperationStatus.NeedMoreData) status = parser.Complete();
        return status == OperationStatus.Done ? parser.DataSet : throw new DicomFormatException(parser.Error ?? "");
    }

    /// <summary>Answers with a bare status.</summary>
    public ValueTask RespondAsync(DimseStatus status, CancellationToken cancellationToken) =>
        RespondAsync(Command.Respond(status), null, cancellationToken);

    public ValueTask RespondAsync(ResponseCommand response, CancellationToken cancellationToken) =>
        RespondAsync(response, null, cancellationToken);

    /// <summary>
    /// Answers with a data set, encoded in the context's transfer syntax. The last answer is one that is not pending.
    /// </summary>
    public ValueTask RespondAsync(ResponseCommand response, DataSet? dataSet, CancellationToken cancellationToken) =>
        RespondAsync(response, dataSet, isNextAtHand: false, cancellationToken);

    /// <summary>
    /// The same; when the next answer is at hand a pending one may go out with it, many small ones in one piece.
    /// </summary>
    public ValueTask RespondAsync(ResponseCommand response, DataSet? dataSet, bool isNextAtHand, CancellationToken cancellationToken) =>
        _association.RespondAsync(this, response, dataSet, isNextAtHand, cancellationToken);

    /// <summary>Whoever waits goes on elsewhere: this is called by the reader of the line.</summary>
    internal void Cancel() => _cancellation.CancelAsync();

    /// <summary>What has not been read of the data set is not going to be.</summary>
    internal void Leave() => _fragments?.Skip();
}
