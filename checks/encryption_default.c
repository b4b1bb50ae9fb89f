/* {test: encrypts_by_default, path: .}: does the configuration that makes this resource switch EBS encryption
 * by default on? Then new volumes are encrypted whatever is written. Only Terraform can say it:
 * aws_ebs_encryption_by_default. One configuration is taken for one Region. Source: Amazon EBS User Guide,
 * "Encryption by default". */
#include "checks/natives.h"

enum gl_truth gl_encrypts_by_default(struct gl_check_ctx *ctx, const struct gl_value *value,
                                     const struct gl_value *argument)
{
    struct gl_resource_list settings =
        gl_graph_of_kind(ctx->graph, GL_STR("AWS::EC2::EbsEncryptionByDefault"));
    enum gl_truth answer = GL_FALSE;

    (void)value;
    (void)argument;
    for (size_t i = 0; i < settings.len && answer != GL_TRUE; i++) {
        const struct gl_resource *setting = settings.items[i];

        if (setting->unit == ctx->subject->unit)
            answer = gl_truth_or(
                answer, gl_truth_and(gl_exists(ctx, setting),
                                     gl_property_bool(ctx, setting, "EbsEncryptionByDefault", GL_FALSE)));
    }
    return answer;
}
