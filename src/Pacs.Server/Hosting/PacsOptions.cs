using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Pacs.Server.Peers;

namespace Pacs.Server.Hosting;

/// <summary>
/// What an administrator sets, in the section <c>Pacs</c> of appsettings.json, the environment (<c>Pacs__AeTitle</c>)
/// or on the command line, the later over the earlier.
/// </summary>
internal sealed class PacsOptions
{
    public const string Section = "Pacs";

    /// <summary>The AE title the archive answers to and calls with (PS3.5 §6.2, AE: at most 16 characters).</summary>
    [Required, StringLength(16, MinimumLength = 1), RegularExpression(PeerOptions.AeTitlePattern)]
    public string AeTitle { get; set; } = "PACS";

    /// <summary>Further titles that are answered as well, of archives that this one has replaced.</summary>
    public IList<string> AeTitles { get; } = [];

    /// <summary>
    /// The AE title that instances stored over HTTP count as coming from when nobody says who sends: it decides whether a second
    /// version replaces the first.
    /// </summary>
    [Required, StringLength(16, MinimumLength = 1), RegularExpression(PeerOptions.AeTitlePattern)]
    public string WebAeTitle { get; set; } = "DICOMWEB";

    /// <summary>Where segments and index live.</summary>
    [Required]
    public string DataDirectory { get; set; } = "./data";

    /// <summary>
    /// The address both doors listen on. Anything but loopback wants peers or <see cref="AllowUnknownPeers"/> for the one,
    /// <see cref="AllowAnonymous"/> for the other.
    /// </summary>
    [Required]
    public string ListenAddress { get; set; } = "127.0.0.1";

    /// <summary>Another address for the HTTP door.</summary>
    public string? HttpListenAddress { get; set; }

    /// <summary>The DICOM port; 0 lets the system choose one.</summary>
    [Range(0, 65535)]
    public int DicomPort { get; set; } = 11112;

    /// <summary>The HTTP port; 0 lets the system choose one.</summary>
    [Range(0, 65535)]
    public int HttpPort { get; set; } = 8080;

    /// <summary>Serves every calling AE title, known or not. Without it titles are asked for as soon as peers are configured.</summary>
    public bool AllowUnknownPeers { get; set; }

    /// <summary>Serves whoever asks over HTTP, also on addresses other than loopback.</summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>Who has an archive of their own here, besides the one without a name: <c>/dicom-web/{tenant}</c>.</summary>
    public IList<string> Tenants { get; } = [];

    /// <summary>Lets HTTP clients delete studies, series and instances.</summary>
    public bool AllowDelete { get; set; }

    /// <summary>Addresses and networks of proxies whose word counts on how a client has called.</summary>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>Origins whose pages may use DICOMweb, such as <c>https://viewer.example</c>; <c>*</c> is any.</summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>A folder of files to serve beside DICOMweb, such as a viewer.</summary>
    public string? WebRoot { get; set; }

    /// <summary>The AEs that may call, and that C-MOVE may send to.</summary>
    [ValidateEnumeratedItems]
    public IList<PeerOptions> Peers { get; } = [];

    /// <summary>Incoming images to store compressed, without loss: the first that covers one decides. None: all are stored as they come.</summary>
    [ValidateEnumeratedItems]
    public IList<CompressionOptions> Compression { get; } = [];

    /// <summary>
    /// Attributes to index beyond those that always are: <c>KVP</c>, <c>00180060</c>, <c>00291008:ACME</c> with the name of
    /// the private block.
    /// </summary>
    public IList<string> PromotedAttributes { get; } = [];

    [Required, ValidateObjectMembers]
    public LimitOptions Limits { get; set; } = new();
}
