{{- /* Labels of every object; takes context, name, version. */ -}}
{{- define "storefront.labels" -}}
{{ include "storefront.podLabels" . }}
helm.sh/chart: {{ .context.Chart.Name }}-{{ .context.Chart.Version }}
{{- end }}

{{- /* Labels of pods: without the chart's version, which would restart them at each upgrade. */ -}}
{{- define "storefront.podLabels" -}}
{{ include "storefront.selector" . }}
app.kubernetes.io/part-of: storefront
app.kubernetes.io/version: {{ .version | quote }}
app.kubernetes.io/managed-by: {{ .context.Release.Service }}
{{- end }}

{{- /* What selects the pods of a service; never changes, since selectors are immutable. */ -}}
{{- define "storefront.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .context.Release.Name }}
app.kubernetes.io/component: {{ .component | default "stable" }}
{{- end }}
