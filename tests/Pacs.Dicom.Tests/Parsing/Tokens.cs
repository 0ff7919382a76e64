using System.Buffers;
using System.Text;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Tests.Parsing;

/// <summary>What a scanner says of its input, as text: the same however the input was cut.</summary>
internal static class Tokens
{
    public static string Of(ReadOnlySequence<byte> data, TransferSyntax syntax, Tag? stopAt = null, Tag? skip = null)
    {
        var scanner = new DataSetScanner(syntax) { StopAt = stopAt };
        var text = new StringBuilder();
        foreach (var piece in data)
        {
            var input = piece.Span;
            OperationStatus status;
            while ((status = scanner.Read(ref input, out var value)) == OperationStatus.Done)
            {
                if (scanner.Token == DataSetToken.Stop) return text.Append(Line(scanner)).ToString();

                if (scanner.Token != DataSetToken.Value) text.Append(Line(scanner));
                if (scanner.Tag == skip) scanner.Skip();
                else text.Append(Convert.ToHexString(value));
            }

            if (status == OperationStatus.InvalidData) return text.Append("\n! ").Append(scanner.Error).ToString();

            Assert.Equal(OperationStatus.NeedMoreData, status);
            Assert.True(input.IsEmpty);
        }

        return text.Append(scanner.IsAtBoundary ? "\nend" : "\ncut").ToString();
    }

    /// <summary>
    /// Scans in one piece, cut everywhere, and in two pieces cut at each byte; all must say the same.
    /// </summary>
    public static string OfAllCuts(byte[] bytes, TransferSyntax syntax, Tag? stopAt = null, Tag? skip = null)
    {
        var whole = Of(new ReadOnlySequence<byte>(bytes), syntax, stopAt, skip);
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            Assert.Equal(whole, Of(Bytes.Cut(bytes, cut, bytes.Length), syntax, stopAt, skip));
            Assert.Equal(whole, Of(Bytes.Cut(bytes, cut), syntax, stopAt, skip));
        }

        return whole.Trim();
    }

    private static string Line(DataSetScanner scanner)
    {
        var indent = new string(' ', scanner.Depth);
        var length = scanner.Length == DataSetScanner.UndefinedLength ? "undefined" : $"{scanner.Length}";
        return scanner.Token switch
        {
            DataSetToken.ItemEnd or DataSetToken.SequenceEnd or DataSetToken.FragmentsEnd =>
                $"\n{indent}{scanner.Token}",
            DataSetToken.ItemStart or DataSetToken.Fragment =>
                $"\n{indent}{scanner.Token} {length} at {scanner.Offset}: ",
            _ => $"\n{indent}{scanner.Token} {scanner.Tag} {scanner.Vr.Letters} {length} at {scanner.Offset}: ",
        };
    }
}
