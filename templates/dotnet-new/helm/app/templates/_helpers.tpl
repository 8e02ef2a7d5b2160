{{- /* Labels of every object; takes context, name, version. */ -}}
{{- define "app-name.1.labels" -}}
{{ include "app-name.1.podLabels" . }}
helm.sh/chart: {{ .context.Chart.Name }}-{{ .context.Chart.Version }}
{{- end }}

{{- /* Labels of pods: without the chart's version, which would restart them at each upgrade. */ -}}
{{- define "app-name.1.podLabels" -}}
{{ include "app-name.1.selector" . }}
app.kubernetes.io/part-of: app-name.1
app.kubernetes.io/version: {{ .version | quote }}
app.kubernetes.io/managed-by: {{ .context.Release.Service }}
{{- end }}

{{- /* What selects the pods of a service; never changes, since selectors are immutable. */ -}}
{{- define "app-name.1.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .context.Release.Name }}
app.kubernetes.io/component: {{ .component | default "stable" }}
{{- end }}
