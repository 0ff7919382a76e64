using System.IO.Compression;
using System.IO.Pipelines;
using Pacs.Archive.Retrieve;
using Pacs.Dicom;
using Pacs.Dicom.Part10;
using Pacs.Dicom.Transfer;
using Pacs.Server.DicomWeb.Headers;
using Pacs.Server.DicomWeb.Multipart;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>
/// Instances as DICOM files (PS3.18 §10.4.1.1.1), alone, in parts or in a zip archive. They are read while they are sent,
/// one after the other; what turns out to be damaged, or not decodable, ends the response without its end.
/// </summary>
internal sealed class DicomRetrieval(ArchiveRetrieve retrieve)
{
    private const string Dicom = "application/dicom";

    private const string Zip = "application/zip";

    private static readonly Offer Multipart = new("multipart/related", Dicom);

    private static readonly Offer Single = new(Dicom);

    private static readonly Offer Archive = new(Zip);

    /// <summary>All instances of a study or series.</summary>
    public async Task AnswerSeriesAsync(HttpContext context)
    {
        if (await RequestedObject.FindSeriesAsync(context, retrieve) is not { } series) return;

        var stored = retrieve.ReadSyntaxes(series);
        if (await ChooseAsync(context, stored, Multipart, Archive) is not var (offer, syntaxes)) return;
        if (Validators.IsUnchanged(context, retrieve.ReadVersion(series), Form(offer, syntaxes))) return;

        var leftOut = stored.Where(syntax => syntaxes.For(syntax) is null).ToList();
        if (leftOut.Count > 0) PartialAnswer.Tell(context, $"Left out is what is stored as {string.Join(", ", leftOut)}: transfer-syntax=* has all");

        var instances = series.SelectMany(one => one.ReadInstances());
        await WriteAsync(context, instances.Where(instance => !leftOut.Contains(instance.TransferSyntax)), offer, syntaxes);
    }

    public async Task AnswerInstanceAsync(HttpContext context)
    {
        if (await RequestedObject.FindInstanceAsync(context, retrieve) is not { } instance) return;

        if (await ChooseAsync(context, [instance.TransferSyntax], Multipart, Single, Archive) is not var (offer, syntaxes)) return;
        if (Validators.IsUnchanged(context, instance.Version, Form(offer, syntaxes))) return;

        if (offer == Single) await WriteSingleAsync(context, instance, syntaxes);
        else await WriteAsync(context, [instance], offer, syntaxes);
    }

    /// <summary>One instance as a body of its own.</summary>
    public static async Task WriteSingleAsync(HttpContext context, StoredInstance instance, SyntaxChoice syntaxes)
    {
        var syntax = syntaxes.For(instance.TransferSyntax) ?? throw Unforeseen(instance);
        context.Response.ContentType = MultipartWriter.DicomPart(syntax.Uid);
        if (syntax == instance.TransferSyntax) context.Response.ContentLength = instance.FileLength;
        if (HttpMethods.IsHead(context.Request.Method)) return;

        await using var conversions = new ConversionsAhead(isWhole: false);
        if (await TryOpenAsync(context, instance, syntax, conversions) is not { } opened) return;

        await using var bytes = opened;
        await context.Response.StartAsync(context.RequestAborted);
        await WriteFileAsync(context.Response.BodyWriter, instance, syntax, bytes, context.RequestAborted);
    }

    /// <summary>
    /// The representation, of those offered, that the client wants most of those it can be given whole, else of those it can
    /// be given a part of; null when there is none, which was told.
    /// </summary>
    private static async Task<(Offer Offer, SyntaxChoice Syntaxes)?> ChooseAsync(
        HttpContext context, IReadOnlyList<TransferSyntax> stored, params Offer[] offers)
    {
        var accept = RequestedObject.AcceptOf(context);
        var choices = offers.ToDictionary(offer => offer, offer => new SyntaxChoice(accept, offer));
        var whole = offers.Where(offer => stored.All(syntax => choices[offer].For(syntax) is not null)).ToArray();
        var partial = offers.Where(offer => stored.Any(syntax => choices[offer].For(syntax) is not null)).ToArray();
        if ((accept.Choose(whole) ?? accept.Choose(partial)) is { } chosen) return (chosen.Offer, choices[chosen.Offer]);

        var refusal = accept.Choose(offers) is { } wanted
            ? SyntaxChoice.Refusal(stored.First(syntax => choices[wanted.Offer].For(syntax) is null))
            : new Problem(
                StatusCodes.Status406NotAcceptable,
                $"It can be had as {string.Join(", ", offers.Select(offer => offer.PartType is null ? offer.Essence : $"{offer.Essence}; type=\"{offer.PartType}\""))}.");
        await refusal.WriteAsync(context);
        return null;
    }

    private static async Task WriteAsync(HttpContext context, IEnumerable<StoredInstance> instances, Offer offer, SyntaxChoice syntaxes)
    {
        var parts = new MultipartWriter(context.Response.BodyWriter, Dicom);
        context.Response.ContentType = offer == Archive ? Zip : parts.ContentType;
        if (offer == Archive) context.Response.Headers.ContentDisposition = "attachment; filename=\"dicom.zip\"";
        if (HttpMethods.IsHead(context.Request.Method)) return;

        await using var conversions = new ConversionsAhead(isWhole: false);
        using var all = conversions.BeginNext(instances, instance => syntaxes.For(instance.TransferSyntax)).GetEnumerator();
        Stream? first = null;
        if (all.MoveNext())
        {
            var syntax = syntaxes.For(all.Current.TransferSyntax) ?? throw Unforeseen(all.Current);
            first = await TryOpenAsync(context, all.Current, syntax, conversions);
            if (first is null) return;
        }

        await context.Response.StartAsync(context.RequestAborted);
        var opened = OpenedAsync(all, first, syntaxes, conversions);
        if (offer == Archive) await WriteZipAsync(context, opened);
        else await WritePartsAsync(context, opened, parts);
    }

    private static async Task WritePartsAsync(HttpContext context, IAsyncEnumerable<OpenedInstance> instances, MultipartWriter parts)
    {
        var root = ServiceRoot.Of(context);
        await foreach (var (instance, syntax, bytes) in instances)
        {
            parts.BeginPart(
                MultipartWriter.DicomPart(syntax.Uid),
                RequestedObject.UrlOf(root, instance),
                syntax == instance.TransferSyntax ? instance.FileLength : null);
            await WriteFileAsync(context.Response.BodyWriter, instance, syntax, bytes, context.RequestAborted);
        }

        parts.End();
    }

    private static async Task WriteZipAsync(HttpContext context, IAsyncEnumerable<OpenedInstance> instances)
    {
        var aborted = context.RequestAborted;
        await using var zip = await ZipArchive.CreateAsync(
            context.Response.BodyWriter.AsStream(leaveOpen: true), ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, aborted);
        await foreach (var (instance, syntax, bytes) in instances)
        {
            var entry = zip.CreateEntry(
                $"{instance.StudyInstanceUid}/{instance.SeriesInstanceUid}/{instance.SopInstanceUid}.dcm", CompressionLevel.NoCompression);
            entry.LastWriteTime = instance.Version.LastReceived;
            await using var body = await entry.OpenAsync(aborted);
            var output = PipeWriter.Create(body, new StreamPipeWriterOptions(leaveOpen: true));
            await WriteFileAsync(output, instance, syntax, bytes, aborted);
            await output.CompleteAsync();
        }
    }

    /// <summary>Opens one after the other, and closes each when the next is asked for.</summary>
    /// <param name="instances">At the first of them.</param>
    /// <param name="first">It, opened; null when there are none.</param>
    /// <param name="syntaxes">As what they are wanted.</param>
    /// <param name="conversions">Opens what has to be converted.</param>
    private static async IAsyncEnumerable<OpenedInstance> OpenedAsync(
        IEnumerator<StoredInstance> instances, Stream? first, SyntaxChoice syntaxes, ConversionsAhead conversions)
    {
        for (var next = first; next is not null;)
        {
            var instance = instances.Current;
            var syntax = syntaxes.For(instance.TransferSyntax) ?? throw Unforeseen(instance);
            await using (var bytes = next) yield return new OpenedInstance(instance, syntax, bytes);

            next = instances.MoveNext()
                ? await OpenAsync(instances.Current, syntaxes.For(instances.Current.TransferSyntax) ?? throw Unforeseen(instances.Current), conversions)
                : null;
        }
    }

    /// <summary>The first of an answer, of which nothing is sent yet; null when it cannot be decoded, which was told.</summary>
    private static async Task<Stream?> TryOpenAsync(
        HttpContext context, StoredInstance instance, TransferSyntax syntax, ConversionsAhead conversions)
    {
        try
        {
            return await OpenAsync(instance, syntax, conversions);
        }
        catch (DicomFormatException undecodable)
        {
            await new Problem(
                StatusCodes.Status406NotAcceptable,
                $"{instance.SopInstanceUid} cannot be had as {syntax.Name}: {undecodable.Message} " +
                $"Ask for it as it is stored: transfer-syntax=* or transfer-syntax={instance.TransferSyntax}.").WriteAsync(context);
            return null;
        }
    }

    /// <summary>The stored file when it is wanted as stored, otherwise the data set.</summary>
    private static ValueTask<Stream> OpenAsync(StoredInstance instance, TransferSyntax syntax, ConversionsAhead conversions) =>
        syntax == instance.TransferSyntax ? ValueTask.FromResult(instance.OpenFile()) : conversions.OpenAsync(instance, syntax);

    private static ValueTask WriteFileAsync(
        PipeWriter output, StoredInstance instance, TransferSyntax syntax, Stream bytes, CancellationToken cancellationToken)
    {
        if (syntax != instance.TransferSyntax)
        {
            var meta = new FileMetaInformation
            {
                MediaStorageSopClassUid = instance.SopClassUid,
                MediaStorageSopInstanceUid = instance.SopInstanceUid,
                TransferSyntax = syntax,
            };
            meta.Write(output);
        }

        return output.CopyFromAsync(bytes, cancellationToken);
    }

    private static string Form(Offer offer, SyntaxChoice syntaxes) =>
        $"{(offer == Archive ? "zip" : offer == Single ? "dicom" : "parts")}-{syntaxes.Form}";

    /// <summary>It came while the response was being sent, stored in a way that the client does not take.</summary>
    private static IOException Unforeseen(StoredInstance instance) =>
        new($"{instance.SopInstanceUid} came meanwhile, as {instance.TransferSyntax}, which was not asked for.");
}
