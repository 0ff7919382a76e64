using System.Buffers;
using System.Globalization;
using System.Text;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Text;
using Pacs.Dicom.Transfer;
using Pacs.Server.Cli.Reports;

namespace Pacs.Server.Cli.Listing;

/// <summary>
/// Writes a data set as a listing while it is read: a line per element, items indented. Only the beginning of each
/// value is held, so a file of any size is listed.
/// </summary>
internal sealed class DataSetListing
{
    private const int ReadLength = 64 * 1024;
    private const int Indent = 2;

    /// <summary>Enough for every value that is read as text; pixel data has no end that anybody wants to see.</summary>
    private const int LongestValue = 64 * 1024;

    /// <summary>Where values stand, unless the name before is too long for that.</summary>
    private const int ValueColumn = 62;

    private readonly TextWriter _output;
    private readonly int? _width;
    private readonly int _kept;
    private readonly DataSetScanner _scanner;
    private readonly ArrayBufferWriter<byte> _value = new();
    private readonly Stack<ListedLevel> _levels = new();
    private FragmentCount? _fragments;

    /// <param name="output">Gets the lines.</param>
    /// <param name="syntax">How the data set is encoded; a deflated one is to be inflated by whoever feeds it.</param>
    /// <param name="width">Columns of a line; null for as many as it takes.</param>
    public DataSetListing(TextWriter output, TransferSyntax syntax, int? width)
    {
        _output = output;
        _width = width;
        _kept = Math.Min((width ?? LongestValue) * 4, LongestValue); // 4 bytes: a character in UTF-8
        _scanner = new DataSetScanner(syntax);
        _levels.Push(new ListedLevel(CharacterSet.Default));
    }

    /// <summary>Lists to the end, or to where the data set is damaged: then it says how, otherwise null.</summary>
    public async Task<string?> WriteAsync(Stream dataSet, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadLength);
        try
        {
            while (await dataSet.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                if (Write(buffer.AsSpan(0, count)) == OperationStatus.InvalidData) return _scanner.Error;
            }

            return _scanner.IsAtBoundary ? null : DescribeEnd();
        }
        catch (InvalidDataException notDeflated)
        {
            return $"at offset {_scanner.Position}: {notDeflated.Message}";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private string DescribeEnd() => _scanner.Remaining > 0
        ? $"the file ends {Quantity.Count(_scanner.Remaining)} bytes before the value of {_scanner.Tag} does"
        : "the file ends within an element or a sequence";

    private OperationStatus Write(ReadOnlySpan<byte> input)
    {
        OperationStatus status;
        while ((status = _scanner.Read(ref input, out var value)) == OperationStatus.Done)
        {
            switch (_scanner.Token)
            {
                case DataSetToken.Element:
                    _value.ResetWrittenCount();
                    Append(value);
                    break;

                case DataSetToken.Value when _fragments is null:
                    Append(value);
                    break;

                case DataSetToken.SequenceStart:
                    WriteElement(_scanner.Length, "");
                    _levels.Push(new ListedLevel(_levels.Peek().CharacterSet));
                    break;

                case DataSetToken.ItemStart:
                    BeginItem();
                    break;

                case DataSetToken.ItemEnd or DataSetToken.SequenceEnd:
                    _levels.Pop();
                    break;

                case DataSetToken.FragmentsStart:
                    _fragments = new FragmentCount();
                    break;

                case DataSetToken.Fragment:
                    _fragments?.Add(_scanner.Length);
                    break;

                case DataSetToken.FragmentsEnd:
                    WriteElement(DataSetScanner.UndefinedLength, $"{_fragments}");
                    _fragments = null;
                    break;
            }
        }

        return status;
    }

    private void Append(ReadOnlySpan<byte> value)
    {
        _value.Write(value[..Math.Min(value.Length, _kept - _value.WrittenCount)]);
        if (_scanner.Remaining > 0) return;

        var level = _levels.Peek();
        var text = ValueText.Of(_value.WrittenSpan, _scanner.Vr, _scanner.IsBigEndian, level.CharacterSet);
        if (_scanner.Tag == Tags.SpecificCharacterSet)
        {
            level.CharacterSet = CharacterSet.Parse(CharacterSet.Default.DecodeValues(_value.WrittenSpan, Vr.CS));
        }
        else if (_scanner.Tag.IsPrivateCreator)
        {
            level.AddCreator(_scanner.Tag, text);
        }

        WriteElement(_scanner.Length, text);
    }

    // The stack holds the data set, then in turn a sequence and the item of it that is open.
    private void BeginItem()
    {
        var sequence = _levels.Peek();
        sequence.Items++;
        _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Margin}item {sequence.Items}"));
        _levels.Push(new ListedLevel(sequence.CharacterSet));
    }

    private void WriteElement(uint length, string value)
    {
        var line = new StringBuilder(Margin);
        line.Append(CultureInfo.InvariantCulture, $"{_scanner.Tag} {_scanner.Vr.Letters,2} ");
        if (length == DataSetScanner.UndefinedLength) line.Append("undefined");
        else line.Append(CultureInfo.InvariantCulture, $"{length,9}");

        line.Append("  ").Append(NameOf(_scanner.Tag));
        if (value.Length > 0) line.Append(' ', Math.Max(2, ValueColumn - line.Length)).Append(value);
        _output.WriteLine(Columns.Cut(line.ToString(), _width));
    }

    private string Margin => new(' ', Indent * (_levels.Count - 1));

    private string NameOf(Tag tag)
    {
        if (tag.IsGroupLength && tag.Group > 0x0002) return "(group length)";
        if (tag.IsPrivateCreator) return "(private creator)";
        if (tag.IsPrivate) return $"[{_levels.Peek().FindCreator(tag) ?? "unknown creator"}]";
        return DicomDictionary.Find(tag)?.Keyword is { Length: > 0 } keyword ? keyword : "(unknown)";
    }
}
