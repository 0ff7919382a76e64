using Microsoft.Extensions.Options;

namespace Pacs.Server.Hosting;

/// <summary>Checks what the attributes on <see cref="PacsOptions"/> say; the body is generated from them.</summary>
[OptionsValidator]
internal sealed partial class PacsOptionsAttributes : IValidateOptions<PacsOptions>;
